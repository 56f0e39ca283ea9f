export type { AshbyCredential } from "./ashby-connection";
export { ashby, ashby as default } from "./ashby-connector";
export type { AshbyCandidate, AshbyJobPosting } from "./ashby-types";
export { ashbyCandidates } from "./ashby-warehouses/candidates";
export { type AshbyJobPostingsParameters, ashbyJobPostings } from "./ashby-warehouses/job-postings";
export type { AshbyCandidateItem, AshbyCandidatesParameters } from "./ashby-warehouses/write-candidate";
export { formatCandidate } from "./formats/format-candidate";
export { formatJob } from "./formats/format-job";
export { formatProfile } from "./formats/format-profile";
