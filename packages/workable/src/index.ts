export { formatCandidate } from "./formats/format-candidate";
export { formatJob } from "./formats/format-job";
export { formatProfile } from "./formats/format-profile";
export { type WorkableCredential, workableConnection } from "./workable-connection";
export { workable, workable as default } from "./workable-connector";
export type { WorkableCandidate, WorkableJob, WorkableNewCandidate } from "./workable-types";
export {
  type WorkableCandidateItem,
  type WorkableCandidateParameters,
  workableCandidates,
} from "./workable-warehouses/candidates";
export { type WorkableJobParameters, workableJobs } from "./workable-warehouses/jobs";
