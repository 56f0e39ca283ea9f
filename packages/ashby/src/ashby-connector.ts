import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfiles, hrflowProfileTarget } from "@hrflow-connectors/hrflow-client/warehouses";
import { ashbyCandidates } from "./ashby-warehouses/candidates";
import { ashbyJobPostings } from "./ashby-warehouses/job-postings";
import { ashbyWebhooks } from "./ashby-webhooks";
import { formatCandidate } from "./formats/format-candidate";
import { formatJob, jobTags } from "./formats/format-job";
import { formatProfile, profileTags } from "./formats/format-profile";

declare const __PACKAGE_VERSION__: string;

/**
 * The Ashby connector.
 *
 * @example
 * const result = await ashby.pushProfile({ workflowId, originParameters, targetParameters });
 */
export const ashby = defineConnector({
  name: "Ashby",
  slug: "ashby",
  type: "ATS",
  url: "https://www.ashbyhq.com",
  description: "Moves profiles between HrFlow.ai and Ashby, and job postings from Ashby to HrFlow.ai.",
  package: { name: "@hrflow-connectors/ashby", version: __PACKAGE_VERSION__ },
  webhooks: ashbyWebhooks,
  actions: {
    pushProfile: defineAction({
      description: "Creates a candidate in Ashby from an HrFlow.ai profile, with its resume and its applications.",
      origin: hrflowProfiles,
      target: ashbyCandidates,
      format: formatCandidate,
    }),
    pullJobList: defineAction({
      description: "Copies Ashby's job postings to an HrFlow.ai board.",
      origin: ashbyJobPostings,
      target: hrflowJobs,
      format: formatJob,
      ownTags: jobTags,
    }),
    pullProfileList: defineAction({
      description: "Copies Ashby's candidates to an HrFlow.ai source, as profiles with their resumes.",
      origin: ashbyCandidates,
      target: hrflowProfileTarget,
      format: formatProfile,
      ownTags: profileTags,
    }),
  },
});
