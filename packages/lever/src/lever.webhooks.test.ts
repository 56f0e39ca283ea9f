import { loadDocument, signWebhook } from "@hrflow-connectors/testing";
import { testWebhooks } from "@hrflow-connectors/testing/vitest";
import { lever } from "./lever-connector";

testWebhooks({
  webhooks: lever.webhooks,
  sign: (content, delivery) => signWebhook("lever", content, delivery),
  document: await loadDocument(new URL("../../../specs/lever-webhooks/openapi.yaml", import.meta.url)),

  tests: [{ name: "candidateHired", data: {} }],
});
