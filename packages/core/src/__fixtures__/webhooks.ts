import { createHmac } from "node:crypto";
import { createMemoryStore } from "../state/state";
import { defineWebhooks, type WebhookOptions, type WebhookSource } from "../webhooks/webhooks";

export const secret = "whsec-0123456789";

/** A vendor that signs the body in a header, in base64. */
export const bodySigned = {
  name: "acme",
  signature: {
    in: { header: "Acme-Signature" },
    prefix: "v1,",
    algorithm: "hmac-sha256",
    encoding: "base64",
    signed: ["body"],
  },
  type: "type",
  id: { field: "id" },
  events: {
    "person.changed": {
      ids: { personId: ["person.id", "person.oldId"], teamId: "person.team" },
      action: { method: "pullProfile", originParameters: { personId: "personId", teams: ["teamId"] } },
    },
    "person.deleted": { ids: { personId: "person.id" }, deleted: { kind: "profile", id: "personId" } },
  },
} as const satisfies WebhookSource;

/** A vendor that signs a token and a time in the body, without anything between them. */
export const tokenSigned = {
  name: "acme",
  signature: {
    in: { field: "signature" },
    algorithm: "hmac-sha256",
    encoding: "hex",
    signed: [{ field: "token" }, { field: "at" }],
  },
  type: "type",
  time: { in: { field: "at" }, unit: "ms", maxAgeMs: 60_000 },
  events: { "person.changed": { ids: { personId: "person.id" } } },
} as const satisfies WebhookSource;

export const changed = (id: unknown = "event-1") => ({
  id,
  type: "person.changed",
  person: { id: "p-1", team: 7, name: "Ada" },
});

const hmac = (key: string, content: string | Uint8Array, form: "base64" | "hex") =>
  createHmac("sha256", key).update(content).digest(form);

/** A delivery of the vendor that signs the body. */
export function delivery(body: unknown, { key = secret, headers = {} }: { key?: string; headers?: HeadersInit } = {}) {
  const content =
    body instanceof Uint8Array ? new Uint8Array(body) : typeof body === "string" ? body : JSON.stringify(body);
  const signature = { "content-type": "application/json", "acme-signature": `v1,${hmac(key, content, "base64")}` };
  return new Request("https://us.example/webhooks", {
    method: "POST",
    headers: { ...signature, ...headers },
    body: content,
  });
}

/** A delivery of the vendor that signs a token and a time. */
export function tokenDelivery(
  token: unknown,
  at: unknown,
  body: object = {},
  signature = hmac(secret, `${token}${at}`, "hex"),
) {
  const content = JSON.stringify({ type: "person.changed", token, at, signature, person: { id: "p-1" }, ...body });
  const headers = { "content-type": "application/json" };
  return new Request("https://us.example/webhooks", { method: "POST", headers, body: content });
}

/** A receiver, what it gave, and what it told. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at any field of an event.
export function receive(source: WebhookSource, options: Partial<WebhookOptions<any>> = {}) {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const events: any[] = [];
  const store = options.store ?? createMemoryStore();
  const onEvent = (event: unknown) => void events.push(event);
  const handler = defineWebhooks(source)({ secrets: secret, store, onEvent, ...options });
  const handle = async (request: Request) => {
    const response = await handler(request);
    return `${response.status} ${await response.text()}`;
  };
  return { handler, handle, events, store };
}
