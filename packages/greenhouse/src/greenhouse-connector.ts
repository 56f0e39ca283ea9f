import {
  authorizationUrl,
  type ConsentRequest,
  defineAction,
  defineAlternatives,
  defineConnector,
} from "@hrflow-connectors/core/connector";
import {
  hrflowJobs,
  hrflowProfileList,
  hrflowProfiles,
  hrflowProfileTarget,
} from "@hrflow-connectors/hrflow-client/warehouses";
import { formatCandidate } from "./formats/format-candidate";
import { formatJob, jobTags } from "./formats/format-job";
import { formatProfile, profileTags } from "./formats/format-profile";
import { candidateId, profilesParameters } from "./greenhouse-candidate-parameters";
import { candidatesParameters } from "./greenhouse-credentials";
import { jobParameters, jobsParameters } from "./greenhouse-job-parameters";
import { boardApplications } from "./greenhouse-warehouses/board-applications";
import { candidatesV1 } from "./greenhouse-warehouses/candidates-v1";
import { candidatesV3 } from "./greenhouse-warehouses/candidates-v3";
import { boardJob, boardJobs } from "./greenhouse-warehouses/jobs";
import { candidateReadV1, candidatesReadV1 } from "./greenhouse-warehouses/read-candidates-v1";
import { candidateReadV3, candidatesReadV3 } from "./greenhouse-warehouses/read-candidates-v3";
import { jobReadV3, jobsReadV3 } from "./greenhouse-warehouses/read-jobs-v3";
import { greenhouseWebhooks } from "./greenhouse-webhooks";

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
 * Greenhouse's candidates with all that belongs to them, read by Harvest v3 or, with an old API key, by Harvest v1.
 *
 * @see https://harvestdocs.greenhouse.io
 */
export const greenhouseProfiles = defineAlternatives({
  name: "Greenhouse candidates",
  dataType: "profile",
  parameters: profilesParameters,
  of: [candidatesReadV3, candidatesReadV1],
  choose: ({ auth }) => (auth === undefined ? candidatesReadV3 : candidatesReadV1),
});

/** One candidate of Greenhouse. One that does not exist is an empty, successful read. */
export const greenhouseProfile = defineAlternatives({
  name: "Greenhouse candidate",
  dataType: "profile",
  parameters: candidateId.either,
  of: [candidateReadV3, candidateReadV1],
  choose: ({ auth }) => (auth === undefined ? candidateReadV3 : candidateReadV1),
});

/** The jobs of a public board or, with a credential of Harvest v3, all jobs of the account. */
export const greenhouseJobs = defineAlternatives({
  name: "Greenhouse jobs",
  dataType: "job",
  parameters: jobsParameters.either,
  of: [boardJobs, jobsReadV3],
  choose: (given) => ("boardToken" in given ? boardJobs : jobsReadV3),
});

/** One job. One that does not exist is an empty, successful read. */
export const greenhouseJob = defineAlternatives({
  name: "Greenhouse job",
  dataType: "job",
  parameters: jobParameters.either,
  of: [boardJob, jobReadV3],
  choose: (given) => ("boardToken" in given ? boardJob : jobReadV3),
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
  description: "Moves profiles from HrFlow.ai to Greenhouse, and jobs from Greenhouse to HrFlow.ai.",
  package: { name: "@hrflow-connectors/greenhouse", version: __PACKAGE_VERSION__ },
  webhooks: greenhouseWebhooks,
  actions: {
    pushProfile: defineAction({
      description:
        "Creates a candidate in Greenhouse from an HrFlow.ai profile, with its resume, and an application for each job.",
      origin: hrflowProfiles,
      target: greenhouseCandidates,
      format: formatCandidate,
    }),
    pushProfileList: defineAction({
      description:
        "Creates candidates in Greenhouse from the profiles of an HrFlow.ai source, each once, however often it runs.",
      origin: hrflowProfileList,
      target: greenhouseCandidates,
      format: formatCandidate,
      deliveries: "push_profile",
    }),
    pullJobList: defineAction({
      description: "Puts the jobs of a public Greenhouse board, or of an account, on an HrFlow.ai board.",
      origin: greenhouseJobs,
      target: hrflowJobs,
      format: formatJob,
      ownTags: jobTags,
    }),
    pullJob: defineAction({
      description: "Puts one job of a public Greenhouse board, or of an account, on an HrFlow.ai board.",
      origin: greenhouseJob,
      target: hrflowJobs,
      format: formatJob,
      ownTags: jobTags,
    }),
    pullProfileList: defineAction({
      description: "Copies Greenhouse's candidates to an HrFlow.ai source, as profiles with their resumes.",
      origin: greenhouseProfiles,
      target: hrflowProfileTarget,
      format: formatProfile,
      ownTags: profileTags,
    }),
    pullProfile: defineAction({
      description: "Copies one candidate of Greenhouse to an HrFlow.ai source, as a profile with its resume.",
      origin: greenhouseProfile,
      target: hrflowProfileTarget,
      format: formatProfile,
      ownTags: profileTags,
    }),
  },
});

/** What a partner's application asks a customer's consent for. */
export interface GreenhouseConsentRequest extends Omit<ConsentRequest, "scopes"> {
  /** Default: what all actions need with Harvest v3. */
  scopes?: readonly string[] | undefined;
}

/**
 * Returns the address at which a customer gives a partner's application access to Harvest v3, and the `state` to compare with the
 * redirect's. The redirect's `code` is valid for a minute. Greenhouse's guide names no PKCE. Throws `ConfigurationError`.
 *
 * @example
 * const { url, state } = authorizeUrl({ clientId, redirectUri });
 * @see https://harvestdocs.greenhouse.io
 */
export function authorizeUrl({ scopes, ...request }: GreenhouseConsentRequest): { url: string; state: string } {
  const sides = [candidatesV3.write, candidatesReadV3.read, jobsReadV3.read];
  const needed = new Set(sides.flatMap(({ endpoints }) => endpoints.flatMap(({ permission }) => permission ?? [])));
  return authorizationUrl("https://auth.greenhouse.io/authorize", { ...request, scopes: scopes ?? [...needed] });
}
