import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfiles, hrflowProfileTarget } from "@hrflow-connectors/hrflow-client/warehouses";
import { formatCandidate } from "./formats/format-candidate";
import { formatJob, jobTags } from "./formats/format-job";
import { formatProfile, profileTags } from "./formats/format-profile";
import { workableCandidates } from "./workable-warehouses/candidates";
import { workableJobs } from "./workable-warehouses/jobs";
import { workableWebhooks } from "./workable-webhooks";

declare const __PACKAGE_VERSION__: string;

/** The Workable connector. */
export const workable = defineConnector({
  name: "Workable",
  slug: "workable",
  type: "ATS",
  url: "https://www.workable.com",
  description: "Moves profiles between HrFlow.ai and Workable, and jobs from Workable to HrFlow.ai.",
  package: { name: "@hrflow-connectors/workable", version: __PACKAGE_VERSION__ },
  webhooks: workableWebhooks,
  actions: {
    pushProfile: defineAction({
      description:
        "Creates a candidate in Workable from an HrFlow.ai profile, with its resume, in each job applied to.",
      origin: hrflowProfiles,
      target: workableCandidates,
      format: formatCandidate,
    }),
    pullJobList: defineAction({
      description: "Copies Workable's jobs to an HrFlow.ai board.",
      origin: workableJobs,
      target: hrflowJobs,
      format: formatJob,
      ownTags: jobTags,
    }),
    pullProfileList: defineAction({
      description: "Copies Workable's candidates to an HrFlow.ai source, as profiles with their resumes.",
      origin: workableCandidates,
      target: hrflowProfileTarget,
      format: formatProfile,
      ownTags: profileTags,
    }),
  },
});
