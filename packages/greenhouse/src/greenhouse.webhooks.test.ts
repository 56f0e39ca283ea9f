import { loadDocument, signWebhook } from "@hrflow-connectors/testing";
import { testWebhooks } from "@hrflow-connectors/testing/vitest";
import { greenhouse } from "./greenhouse-connector";

testWebhooks({
  webhooks: greenhouse.webhooks,
  sign: (content, delivery) => signWebhook("greenhouse", content, delivery),
  document: await loadDocument(new URL("../../../specs/greenhouse-webhooks/openapi.yaml", import.meta.url)),
  data: "payload",
  tests: [
    { name: "ping", data: { url: "https://receiver.example.com" } },
    { name: "created", data: { web_hook_id: 7 } },
  ],
});
