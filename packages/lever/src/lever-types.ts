import type { components, paths } from "./generated/lever";

/** By name, so that types stay named in declarations and messages. */
type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** All paths of Lever's API, as `openapi-typescript` writes them. */
export type LeverPaths = paths;

/** A person's candidacy. */
export interface LeverOpportunity extends Schema<"Opportunity"> {}
/** The JSON body that creates an opportunity. */
export interface LeverOpportunityCreate extends Schema<"OpportunityCreate"> {}
/** A person, whatever they apply for. */
export interface LeverContact extends Schema<"Contact"> {}
/** A job posting. */
export interface LeverPosting extends Schema<"Posting"> {}
/** The state of a posting. */
export type LeverPostingState = Schema<"PostingState">;
/** A resume of an opportunity. */
export interface LeverResume extends Schema<"Resume"> {}
/** An opportunity as it is pulled: with its stage, contact and applications as objects, and with its resumes. */
export interface LeverOpportunityWithResumes extends LeverOpportunity {
  resumes?: LeverResume[] | null | undefined;
}
/** An application to a posting. */
export interface LeverApplication extends Schema<"Application"> {}
/** The body of a refusal. */
export interface LeverErrorBody extends Schema<"Error"> {}
