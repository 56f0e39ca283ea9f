export { formatCandidate } from "./formats/format-candidate";
export { formatJob } from "./formats/format-job";
export { formatProfile } from "./formats/format-profile";
export type {
  GreenhouseAnswer,
  GreenhouseApplicationItem,
  GreenhouseCandidateItem,
  GreenhouseCustomFieldItem,
  GreenhouseEducationItem,
  GreenhouseEmploymentItem,
} from "./formats/greenhouse-items";
export type {
  GreenhouseApplicationRecord,
  GreenhouseAttachmentRecord,
  GreenhouseCandidateRecord,
  GreenhouseEducationRecord,
  GreenhouseEmploymentRecord,
  GreenhouseHarvestJobRecord,
  GreenhouseJobRecord,
} from "./formats/greenhouse-records";
export type {
  GreenhouseCandidateFilters,
  GreenhouseProfileParameters,
  GreenhouseProfilesParameters,
  GreenhouseV3CandidateFilters,
} from "./greenhouse-candidate-parameters";
export {
  authorizeUrl,
  type GreenhouseConsentRequest,
  greenhouse,
  greenhouse as default,
  greenhouseCandidates,
  greenhouseJob,
  greenhouseJobs,
  greenhouseProfile,
  greenhouseProfiles,
} from "./greenhouse-connector";
export type {
  GreenhouseCandidatesParameters,
  HarvestCredential,
  HarvestV1Credential,
  HarvestV3Credential,
  JobBoardCredential,
  JobBoardParameters,
} from "./greenhouse-credentials";
export type {
  GreenhouseJobFilters,
  GreenhouseJobParameters,
  GreenhouseJobsParameters,
} from "./greenhouse-job-parameters";
export type { GreenhouseJob } from "./greenhouse-types";
export type { GreenhouseWebhookEvent } from "./greenhouse-webhooks";
