export { formatJob } from "./formats/format-job";
export { formatOpportunity } from "./formats/format-opportunity";
export { formatProfile } from "./formats/format-profile";
export type { LeverConsentRequest, LeverCredential } from "./lever-connection";
export { authorizeUrl, lever, lever as default } from "./lever-connector";
export type {
  LeverOpportunity,
  LeverOpportunityWithResumes,
  LeverPosting,
  LeverPostingState,
  LeverResume,
} from "./lever-types";
export type { LeverOpportunityItem } from "./lever-warehouses/create-opportunity";
export { leverOpportunities } from "./lever-warehouses/opportunities";
export type {
  LeverOpportunityFilters,
  LeverOpportunityListParameters,
  LeverOpportunityParameters,
} from "./lever-warehouses/opportunity-filters";
export type { LeverOpportunitiesParameters } from "./lever-warehouses/opportunity-parameters";
export {
  type LeverPostingParameters,
  type LeverPostingsParameters,
  leverPosting,
  leverPostings,
} from "./lever-warehouses/postings";
export { leverOpportunity } from "./lever-warehouses/read-opportunity";
export type { LeverWebhookEvent } from "./lever-webhooks";
