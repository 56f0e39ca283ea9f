import { defineAction, defineAlternatives, defineConnector } from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfileList, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import { formatCandidate } from "./formats/format-candidate";
import { formatJob } from "./formats/format-job";
import { candidatesParameters } from "./greenhouse-connection";
import { boardApplications } from "./greenhouse-warehouses/board-applications";
import { candidatesV1 } from "./greenhouse-warehouses/candidates-v1";
import { candidatesV3 } from "./greenhouse-warehouses/candidates-v3";
import { greenhouseJobs } from "./greenhouse-warehouses/jobs";

declare const __PACKAGE_VERSION__: string;

/**
 * Greenhouse's candidates, written by Harvest v3, with an old API key by Harvest v1, or with the key of a job board by applying to its jobs.
 *
 * @see https://harvestdocs.greenhouse.io
 */
export const greenhouseCandidates = defineAlternatives({
  name: "Greenhouse candidates",
  dataType: "profile",
  parameters: candidatesParameters,
  of: [candidatesV3, candidatesV1, boardApplications],
  choose({ auth, boardToken }) {
    if (boardToken !== undefined) return boardApplications;
    return auth === undefined ? candidatesV3 : candidatesV1;
  },
});

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
    pushProfileList: defineAction({
      description:
        "Creates candidates in Greenhouse from the profiles of an HrFlow.ai source, each once, however often it runs.",
      origin: hrflowProfileList,
      target: greenhouseCandidates,
      format: formatCandidate,
      deliveries: "push_profile",
    }),
  },
});
