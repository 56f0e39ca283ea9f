import type { LeverOpportunityCreate } from "../lever-types";

/**
 * What `lever.pushProfile` writes, and what its `logics` see: the JSON body that creates an opportunity, where `postings`
 * may hold several ids (one opportunity is made for each), and the resume to fetch and send along.
 */
export interface LeverOpportunityItem extends LeverOpportunityCreate {
  resume?: { url: string; fileName?: string };
}
