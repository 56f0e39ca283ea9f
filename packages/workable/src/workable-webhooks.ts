import { defineWebhooks, type WebhookEventOf, webhookDocument } from "@hrflow-connectors/core/webhooks";
import type { webhooks } from "./generated/webhooks";

const candidate = {
  ids: { candidateId: "data.id" },
  // What changed is found by the next incremental run.
  action: { method: "pullProfileList", originParameters: {}, readMode: "incremental" },
} as const;
const employee = { ids: { employeeId: "data.id" } } as const;

/**
 * Workable's webhooks. The secret is the account token that registered the subscription, or the client secret of the OAuth application.
 *
 * @see https://workable.readme.io/reference
 */
export const workableWebhooks = defineWebhooks({
  name: "workable",
  signature: {
    in: { header: "X-Workable-Signature" },
    algorithm: "hmac-sha256",
    encoding: "hex",
    signed: ["body"],
  },
  type: "event_type",
  id: { field: "id" },
  // Without an age: how long Workable goes on is not published.
  time: { in: { field: "fired_at" }, unit: "iso" },
  events: {
    candidate_created: candidate,
    candidate_moved: candidate,
    candidate_deleted: { ids: candidate.ids, deleted: { kind: "profile", id: "candidateId" } },
    // A pulled job is known by its shortcode.
    job_deleted: { ids: { jobId: ["data.shortcode", "data.id"] }, deleted: { kind: "job", id: "jobId" } },
    employee_created: employee,
    employee_updated: employee,
    employee_published: employee,
    onboarding_completed: employee,
    timeoff_updated: employee,
    timeoff_request_approved: employee,
    timeoff_request_reverted: employee,
  },
  document: webhookDocument<webhooks>(),
});

/** An event of Workable, discriminated by `type`. */
export type WorkableWebhookEvent = WebhookEventOf<typeof workableWebhooks>;
