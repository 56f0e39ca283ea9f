import { defineWebhooks, type WebhookEventOf, webhookDocument } from "@hrflow-connectors/core/webhooks";
import type { webhooks } from "./generated/webhooks";

// What changed is found by the next incremental run.
const pullProfileList = { method: "pullProfileList", originParameters: {}, readMode: "incremental" } as const;
// As a whole, because an incremental run does not see what was unpublished.
const pullJobList = { method: "pullJobList", originParameters: {} } as const;
const application = {
  ids: {
    applicationId: "data.application.id",
    candidateId: "data.application.candidate.id",
    jobId: "data.application.job.id",
  },
  action: pullProfileList,
} as const;
const job = { ids: { jobId: "data.job.id" }, action: pullJobList } as const;
const posting = {
  ids: { jobPostingId: "data.jobPosting.id", jobId: "data.jobPosting.jobId" },
  action: pullJobList,
} as const;
const other = { ids: {} } as const;

/**
 * Ashby's webhooks. One setting in Ashby sends one type of event, and all of them may share a URL and a secret.
 *
 * @see https://developers.ashbyhq.com/docs/authenticating-webhooks
 */
export const ashbyWebhooks = defineWebhooks({
  name: "ashby",
  signature: {
    in: { header: "Ashby-Signature" },
    prefix: "sha256=",
    algorithm: "hmac-sha256",
    encoding: "hex",
    signed: ["body"],
  },
  type: "action",
  id: { field: "webhookActionId" },
  isTest: ({ action }) => action === "ping",
  events: {
    applicationSubmit: application,
    applicationUpdate: application,
    candidateStageChange: application,
    candidateHire: application,
    candidateDelete: {
      ids: { candidateId: "data.candidate.id" },
      deleted: { kind: "profile", id: "candidateId" },
    },
    candidateMerge: {
      ids: { candidateId: "data.mergedCandidate.id", deletedCandidateId: "data.deletedCandidate.id" },
      action: pullProfileList,
      deleted: { kind: "profile", id: "deletedCandidateId" },
    },
    jobCreate: job,
    jobUpdate: job,
    jobPostingUpdate: posting,
    jobPostingPublish: posting,
    jobPostingUnpublish: posting,
    jobPostingDelete: {
      ids: { jobPostingId: ["data.jobPostingId", "data.jobPosting.id"], jobId: "data.jobId" },
      deleted: { kind: "job", id: "jobPostingId" },
    },
    interviewPlanTransition: other,
    interviewScheduleCreate: other,
    interviewScheduleUpdate: other,
    offerCreate: other,
    offerUpdate: other,
    offerDelete: other,
    openingCreate: other,
    pushToHRIS: other,
    surveySubmit: other,
    signatureRequestUpdate: other,
  },
  document: webhookDocument<webhooks>(),
});

/** An event of Ashby, discriminated by `type`. */
export type AshbyWebhookEvent = WebhookEventOf<typeof ashbyWebhooks>;
