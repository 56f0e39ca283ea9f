import { loadDocument, signWebhook } from "@hrflow-connectors/testing";
import { testWebhooks } from "@hrflow-connectors/testing/vitest";
import { workable } from "./workable-connector";

testWebhooks({
  webhooks: workable.webhooks,
  sign: (content, delivery) => signWebhook("workable", content, delivery),
  document: await loadDocument(new URL("../../../specs/workable-webhooks/openapi.yaml", import.meta.url)),
});
