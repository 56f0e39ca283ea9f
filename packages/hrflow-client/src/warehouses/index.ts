export { chooseResume, type Resume } from "./choose-resume";
export type { HrflowJobItem, HrflowJobsParameters } from "./hrflow-jobs";
export { hrflowJobs } from "./hrflow-jobs";
export type { HrflowProfilesParameters } from "./hrflow-profiles";
export { hrflowProfiles } from "./hrflow-profiles";
export { jobTag, tagValues } from "./tags";
