export { formatCandidate } from "./formats/format-candidate";
export { formatJob } from "./formats/format-job";
export type {
  GreenhouseApplicationItem,
  GreenhouseCandidateItem,
  GreenhouseCustomFieldItem,
  GreenhouseEducationItem,
  GreenhouseEmploymentItem,
} from "./formats/greenhouse-items";
export { greenhouse, greenhouse as default } from "./greenhouse-connector";
export type { GreenhouseJob } from "./greenhouse-types";
export type {
  GreenhouseCandidatesParameters,
  HarvestV1Credential,
  HarvestV3Credential,
} from "./greenhouse-warehouses/candidate-parameters";
export { greenhouseCandidates } from "./greenhouse-warehouses/candidates";
export { type GreenhouseJobsParameters, greenhouseJobs } from "./greenhouse-warehouses/jobs";
