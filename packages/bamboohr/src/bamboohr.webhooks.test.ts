import { loadDocument, signWebhook } from "@hrflow-connectors/testing";
import { testWebhooks } from "@hrflow-connectors/testing/vitest";
import { bamboohr } from "./bamboohr-connector";

testWebhooks({
  webhooks: bamboohr.webhooks,
  sign: (content, delivery) => signWebhook("bamboohr", content, delivery),
  document: await loadDocument(new URL("../../../specs/bamboohr-webhooks/openapi.yaml", import.meta.url)),
});
