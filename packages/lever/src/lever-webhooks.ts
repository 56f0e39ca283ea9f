import { defineWebhooks, type WebhookEventOf } from "@hrflow-connectors/core/webhooks";

// The id of an opportunity is also sent under its old name.
const opportunityId = ["data.opportunityId", "data.candidateId"];
const opportunityIds = { opportunityId, contactId: "data.contactId" } as const;
const pullProfile = { method: "pullProfile", originParameters: { opportunityId: "opportunityId" } } as const;
const opportunity = { ids: opportunityIds, action: pullProfile } as const;
const interview = { ids: { opportunityId } } as const;
const contact = {
  ids: { contactId: "data.contactId" },
  action: { method: "pullProfileList", originParameters: { contactId: ["contactId"] } },
} as const;

/**
 * Lever's webhooks. The signature does not cover `data`: events have ids alone, and what they name is read again.
 *
 * @see https://hire.lever.co/developer/documentation#webhooks
 */
export const leverWebhooks = defineWebhooks({
  name: "lever",
  signature: {
    in: { field: "signature" },
    algorithm: "hmac-sha256",
    encoding: "hex",
    signed: [{ field: "token" }, { field: "triggeredAt" }],
  },
  type: "event",
  // How long Lever goes on is not published: five attempts "at growing intervals".
  time: { in: { field: "triggeredAt" }, unit: "ms", maxAgeMs: 24 * 3_600_000 },
  isTest: ({ data }) => typeof data === "object" && data !== null && Object.keys(data).length === 0,
  events: {
    applicationCreated: { ids: { ...opportunityIds, applicationId: "data.applicationId" }, action: pullProfile },
    candidateHired: opportunity,
    candidateStageChange: opportunity,
    candidateArchiveChange: opportunity,
    candidateDeleted: { ids: opportunityIds, deleted: { kind: "profile", id: "opportunityId" } },
    interviewCreated: interview,
    interviewUpdated: interview,
    interviewDeleted: interview,
    contactCreated: contact,
    contactUpdated: contact,
  },
});

/** An event of Lever, discriminated by `type`. */
export type LeverWebhookEvent = WebhookEventOf<typeof leverWebhooks>;
