import { bodySigned, tokenSigned } from "../__fixtures__/webhooks";
import { createMemoryStore } from "../state/state";
import { defineWebhooks, type WebhookEventOf, webhookDocument } from "./webhooks";

/* Checked by `tsc` alone: every line that must not compile is marked, and `tsc` complains when it does. */

interface Documented {
  "person.changed": {
    post: { requestBody: { content: { "application/json": { type: "person.changed"; person: { name: string } } } } };
  };
}

const plain = defineWebhooks(bodySigned);
const documented = defineWebhooks({ ...bodySigned, document: webhookDocument<Documented>() });
const byToken = defineWebhooks(tokenSigned);
const base = { secrets: ["current", "previous"], store: createMemoryStore() };

documented({
  ...base,
  onEvent(event, { signal }) {
    signal satisfies AbortSignal;
    event.time satisfies string | null;
    if (event.type === "unknown") return event.name satisfies string | null;
    if (event.type === "person.deleted") return event.deleted?.kind satisfies "profile" | undefined;
    event.payload.person.name satisfies string;
    event.ids.teamId satisfies string | undefined;
    // @ts-expect-error the event has no such id
    event.ids.jobId;
    if (event.action?.method === "pullProfile") event.action.originParameters.teams satisfies string[];
    return event.action?.originParameters.personId satisfies string | undefined;
  },
});

/** A payload that is not documented, or that the signature does not cover, is not there. */
export function withoutPayload(event: WebhookEventOf<typeof plain>, other: WebhookEventOf<typeof byToken>): void {
  // @ts-expect-error no document
  event.payload;
  // @ts-expect-error the signature covers a token
  other.payload;
}

// @ts-expect-error no store
plain({ secrets: "current", onEvent: () => undefined });

// @ts-expect-error no such algorithm
defineWebhooks({ ...bodySigned, signature: { ...bodySigned.signature, algorithm: "md5" } });
