import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import { formatCandidate } from "./formats/format-candidate";
import { formatJob } from "./formats/format-job";
import { greenhouseCandidates } from "./greenhouse-warehouses/candidates";
import { greenhouseJobs } from "./greenhouse-warehouses/jobs";

declare const __PACKAGE_VERSION__: string;

/**
 * The Greenhouse connector.
 *
 * @example
 * const result = await greenhouse.pushProfile({ workflowId, originParameters, targetParameters });
 */
export const greenhouse = defineConnector({
  name: "Greenhouse",
  slug: "greenhouse",
  type: "ATS",
  url: "https://www.greenhouse.com",
  description: "Moves profiles from HrFlow.ai to Greenhouse, and jobs from a Greenhouse board to HrFlow.ai.",
  package: { name: "@hrflow-connectors/greenhouse", version: __PACKAGE_VERSION__ },
  actions: {
    pushProfile: defineAction({
      description:
        "Creates a candidate in Greenhouse from an HrFlow.ai profile, with its resume, and an application for each job.",
      origin: hrflowProfiles,
      target: greenhouseCandidates,
      format: formatCandidate,
    }),
    pullJobList: defineAction({
      description: "Puts the jobs of a public Greenhouse board on an HrFlow.ai board.",
      origin: greenhouseJobs,
      target: hrflowJobs,
      format: formatJob,
    }),
  },
});
