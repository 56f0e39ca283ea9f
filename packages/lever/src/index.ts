export { formatJob } from "./formats/format-job";
export { formatOpportunity } from "./formats/format-opportunity";
export type { LeverCredential } from "./lever-connection";
export { lever, lever as default } from "./lever-connector";
export type { LeverOpportunity, LeverPosting, LeverPostingState } from "./lever-types";
export type { LeverOpportunityItem } from "./lever-warehouses/create-opportunity";
export { leverOpportunities } from "./lever-warehouses/opportunities";
export type { LeverOpportunitiesParameters } from "./lever-warehouses/opportunity-parameters";
export { type LeverPostingsParameters, leverPostings } from "./lever-warehouses/postings";
