import { defineWebhooks, type WebhookEventOf, webhookDocument } from "@hrflow-connectors/core/webhooks";
import type { webhooks } from "./generated/webhooks";

const pullProfile = { method: "pullProfile", originParameters: { candidateId: "candidateId" } } as const;
const pullJob = { method: "pullJob", originParameters: { jobId: "jobId" } } as const;
const application = {
  ids: { candidateId: "payload.application.candidate.id", applicationId: "payload.application.id" },
  action: pullProfile,
} as const;
const offer = { ids: { offerId: "payload.id", applicationId: "payload.application_id" } } as const;
const job = { ids: { jobId: "payload.job.id" }, action: pullJob } as const;
const post = { ids: { jobPostId: "payload.id", jobId: "payload.job_id" }, action: pullJob } as const;

/**
 * Greenhouse's webhooks. `pullJob` is given the id of the job, as Harvest v3 reads it; a public board reads a job by `ids.jobPostId`.
 *
 * @see https://developers.greenhouse.io/webhooks.html
 */
export const greenhouseWebhooks = defineWebhooks({
  name: "greenhouse",
  signature: {
    in: { header: "Signature" },
    prefix: "sha256 ",
    algorithm: "hmac-sha256",
    encoding: "hex",
    signed: ["body"],
  },
  type: "action",
  id: { header: "Greenhouse-Event-ID" },
  // The ping's body is not documented, but that it has settings of the webhook.
  isTest: ({ action, payload }) =>
    action === "ping" || Object.keys(Object(payload)).some((name) => /^web_?hook/.test(name)),
  events: {
    new_candidate_application: application,
    new_prospect_application: application,
    application_updated: application,
    delete_application: {
      ids: { candidateId: "payload.application.candidate_id", applicationId: "payload.application.id" },
      action: pullProfile,
    },
    offer_created: offer,
    offer_approved: offer,
    offer_updated: offer,
    offer_deleted: { ids: { offerId: "payload.offer.id", applicationId: "payload.offer.application_id" } },
    candidate_stage_change: application,
    hire_candidate: application,
    unhire_candidate: application,
    reject_candidate: application,
    unreject_candidate: application,
    update_candidate: { ids: { candidateId: "payload.candidate.id" }, action: pullProfile },
    delete_candidate: {
      ids: { candidateId: "payload.person.id" },
      deleted: { kind: "profile", id: "candidateId" },
    },
    merge_candidate: {
      ids: { candidateId: "payload.person.new_candidate_id", deletedCandidateId: "payload.person.id" },
      action: pullProfile,
      deleted: { kind: "profile", id: "deletedCandidateId" },
    },
    candidate_anonymized: { ids: { candidateId: "payload.candidate_id" }, action: pullProfile },
    interview_deleted: { ids: { interviewId: "payload.interview.id" } },
    scorecard_deleted: { ids: { scorecardId: "payload.scorecard.id", candidateId: "payload.scorecard.candidate_id" } },
    job_created: job,
    job_updated: job,
    job_deleted: { ids: { jobId: "payload.job.id" }, deleted: { kind: "job", id: "jobId" } },
    job_approved: job,
    job_post_created: post,
    job_post_updated: post,
    job_post_deleted: {
      ids: { jobPostId: "payload.job_post.id", jobId: "payload.job_post.job_id" },
      action: pullJob,
      deleted: { kind: "jobPost", id: "jobPostId" },
    },
    job_interview_stage_deleted: { ids: { jobId: "payload.job_interview_stage.job_id" } },
    department_deleted: { ids: { departmentId: "payload.department.id" } },
    office_deleted: { ids: { officeId: "payload.office.id" } },
  },
  document: webhookDocument<webhooks>(),
});

/** An event of Greenhouse, discriminated by `type`. */
export type GreenhouseWebhookEvent = WebhookEventOf<typeof greenhouseWebhooks>;
