import { loadDocument, signWebhook } from "@hrflow-connectors/testing";
import { testWebhooks } from "@hrflow-connectors/testing/vitest";
import { ashby } from "./ashby-connector";

testWebhooks({
  webhooks: ashby.webhooks,
  sign: (content, delivery) => signWebhook("ashby", content, delivery),
  document: await loadDocument(new URL("../../../specs/ashby-webhooks/openapi.yaml", import.meta.url)),

  tests: [{ name: "ping", data: { webhookActionType: "ping" } }],
});
