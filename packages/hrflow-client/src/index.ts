export { createHrflowClient, type HrflowClient, type HrflowClientSettings, hrflowBaseUrl } from "./hrflow-client";
export type {
  HrflowAttachment,
  HrflowEducation,
  HrflowExperience,
  HrflowGeneralEntity,
  HrflowJob,
  HrflowJobWrite,
  HrflowLocation,
  HrflowPaths,
  HrflowProfile,
  HrflowProfileInfo,
  HrflowProfileWrite,
  HrflowSkill,
} from "./hrflow-types";
