export { formatCandidate } from "./formats/format-candidate";
export { formatJob } from "./formats/format-job";
export type {
  GreenhouseAnswer,
  GreenhouseApplicationItem,
  GreenhouseCandidateItem,
  GreenhouseCustomFieldItem,
  GreenhouseEducationItem,
  GreenhouseEmploymentItem,
} from "./formats/greenhouse-items";
export type {
  GreenhouseCandidatesParameters,
  GreenhouseJobsParameters,
  HarvestCredential,
  HarvestV1Credential,
  HarvestV3Credential,
  JobBoardCredential,
} from "./greenhouse-connection";
export { greenhouse, greenhouse as default, greenhouseCandidates } from "./greenhouse-connector";
export type { GreenhouseJob } from "./greenhouse-types";
export { greenhouseJobs } from "./greenhouse-warehouses/jobs";
