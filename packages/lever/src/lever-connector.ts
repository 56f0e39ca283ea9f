import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import { formatJob } from "./formats/format-job";
import { formatOpportunity } from "./formats/format-opportunity";
import { leverOpportunities } from "./lever-warehouses/opportunities";
import { leverPosting, leverPostings } from "./lever-warehouses/postings";

declare const __PACKAGE_VERSION__: string;

/**
 * The Lever connector.
 *
 * @example
 * const result = await lever.pushProfile({ workflowId, originParameters, targetParameters });
 */
export const lever = defineConnector({
  name: "Lever",
  slug: "lever",
  type: "ATS",
  url: "https://www.lever.co",
  description: "Moves profiles from HrFlow.ai to Lever, and job postings from Lever to HrFlow.ai.",
  package: { name: "@hrflow-connectors/lever", version: __PACKAGE_VERSION__ },
  actions: {
    pushProfile: defineAction({
      description:
        "Creates an opportunity in Lever from an HrFlow.ai profile, with its resume, for each posting applied to.",
      origin: hrflowProfiles,
      target: leverOpportunities,
      format: formatOpportunity,
    }),
    pullJobList: defineAction({
      description: "Copies Lever's job postings to an HrFlow.ai board.",
      origin: leverPostings,
      target: hrflowJobs,
      format: formatJob,
    }),
    pullJob: defineAction({
      description: "Copies one of Lever's job postings to an HrFlow.ai board.",
      origin: leverPosting,
      target: hrflowJobs,
      format: formatJob,
    }),
  },
});
