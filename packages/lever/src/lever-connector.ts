import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import {
  hrflowJobs,
  hrflowProfileList,
  hrflowProfiles,
  hrflowProfileTarget,
} from "@hrflow-connectors/hrflow-client/warehouses";
import { formatJob, jobTags } from "./formats/format-job";
import { formatOpportunity } from "./formats/format-opportunity";
import { formatProfile, profileTags } from "./formats/format-profile";
import { consentUrl, type LeverConsentRequest } from "./lever-connection";
import { leverOpportunities } from "./lever-warehouses/opportunities";
import { leverPosting, leverPostings } from "./lever-warehouses/postings";
import { leverOpportunity } from "./lever-warehouses/read-opportunity";
import { leverWebhooks } from "./lever-webhooks";

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
  description: "Moves profiles between HrFlow.ai and Lever, and job postings from Lever to HrFlow.ai.",
  package: { name: "@hrflow-connectors/lever", version: __PACKAGE_VERSION__ },
  webhooks: leverWebhooks,
  actions: {
    pushProfile: defineAction({
      description:
        "Creates an opportunity in Lever from an HrFlow.ai profile, with its resume, for each posting applied to.",
      origin: hrflowProfiles,
      target: leverOpportunities,
      format: formatOpportunity,
    }),
    pushProfileList: defineAction({
      description:
        "Creates opportunities in Lever from the profiles of an HrFlow.ai source, each once, however often it runs.",
      origin: hrflowProfileList,
      target: leverOpportunities,
      format: formatOpportunity,
      deliveries: "push_profile",
    }),
    pullJobList: defineAction({
      description: "Copies Lever's job postings to an HrFlow.ai board.",
      origin: leverPostings,
      target: hrflowJobs,
      format: formatJob,
      ownTags: jobTags,
    }),
    pullJob: defineAction({
      description: "Copies one of Lever's job postings to an HrFlow.ai board.",
      origin: leverPosting,
      target: hrflowJobs,
      format: formatJob,
      ownTags: jobTags,
    }),
    pullProfileList: defineAction({
      description: "Copies Lever's opportunities to an HrFlow.ai source, as profiles with their resumes.",
      origin: leverOpportunities,
      target: hrflowProfileTarget,
      format: formatProfile,
      ownTags: profileTags,
    }),
    pullProfile: defineAction({
      description: "Copies one of Lever's opportunities to an HrFlow.ai source, as a profile with its resume.",
      origin: leverOpportunity,
      target: hrflowProfileTarget,
      format: formatProfile,
      ownTags: profileTags,
    }),
  },
});

/** What the actions need. A scope for writing includes reading, and an application has few. */
function actionScopes(): string[] {
  const sides = [leverOpportunities.read, leverOpportunities.write, leverPostings.read];
  const all = new Set(sides.flatMap(({ endpoints }) => endpoints.flatMap(({ permission }) => permission ?? [])));
  return [...all].filter((scope) => !all.has(scope.replace(":read:", ":write:")) || scope.includes(":write:"));
}

/**
 * Returns the address at which a customer gives a partner's application access to Lever, and the `state` to compare with the redirect's.
 * The redirect's `code` is the `authorizationCode` of a run. Lever takes no PKCE. Throws `ConfigurationError`.
 *
 * @example
 * const { url, state } = authorizeUrl({ clientId, redirectUri });
 * @see https://hire.lever.co/developer/documentation#authentication
 */
export function authorizeUrl(request: LeverConsentRequest): { url: string; state: string } {
  return consentUrl(request, [...actionScopes(), "offline_access"]);
}
