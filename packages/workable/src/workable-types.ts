import type { components, paths } from "./generated/workable";

/** By name, so that types stay named in declarations and messages. */
type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** All paths of Workable's API, as `openapi-typescript` writes them. */
export type WorkablePaths = paths;

/** A job as a list shows it, with its texts and details. */
export type WorkableJob = Schema<"JobListItem"> & Schema<"Job">;
/** A candidate with the fields of lists and details, without the short-lived URL of the resume and the hiring team's address. */
export type WorkableCandidate = Schema<"CandidateListItem"> &
  Omit<Schema<"Candidate">, "resume_url" | "outbound_mailbox">;
/** A person as a create sends them. */
export type WorkableNewCandidate = Schema<"NewCandidate">;
/** The body of a refusal. */
export type WorkableErrorBody = Schema<"Error">;
