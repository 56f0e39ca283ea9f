export { formatCandidate } from "./formats/format-candidate";
export { formatJob } from "./formats/format-job";
export { formatProfile } from "./formats/format-profile";
export { type WorkableCredential, workableConnection } from "./workable-connection";
export { workable, workable as default } from "./workable-connector";
export type { WorkableCandidate, WorkableJob, WorkableNewCandidate } from "./workable-types";
export { workableCandidates } from "./workable-warehouses/candidates";
export type { WorkableCandidateItem, WorkableCandidateParameters } from "./workable-warehouses/create-candidate";
export { type WorkableJobParameters, workableJobs } from "./workable-warehouses/jobs";
