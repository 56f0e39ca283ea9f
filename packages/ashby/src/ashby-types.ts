import type { components, paths } from "./generated/ashby";

/** By name, so that types stay named in declarations and messages. */
type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** All paths of Ashby's API, as `openapi-typescript` writes them: a response with status 200 may be an error. */
export type AshbyPaths = paths;

type Succeeding<O> = O extends { responses: { 200: { content: { "application/json": infer Body } } } }
  ? Omit<O, "responses"> & { responses: { 200: { content: { "application/json": Extract<Body, { success: true }> } } } }
  : O;
/** The same for calls that reject if the response is an error. */
export type AshbyCalls = { [Path in keyof paths]: { post: Succeeding<paths[Path]["post"]> } };

/** A person. */
export interface AshbyCandidate extends Schema<"Candidate"> {}
/** The JSON body that creates a candidate. */
export interface AshbyCandidateCreate extends Schema<"CandidateCreate"> {}
/** A job posting, with its texts. */
export type AshbyJobPosting = Schema<"JobPosting"> & Schema<"JobPostingDetails">;
/** The body of an error, whatever its status. */
export interface AshbyFailure extends Schema<"Failure"> {}
