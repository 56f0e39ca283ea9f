export { chooseResume, type Resume } from "./choose-resume";
export { emailAddresses, phoneNumbers } from "./contacts";
export { type CalendarDay, calendarDay, type Period, periodOf, quoted } from "./dates";
export type { HrflowJobItem, HrflowJobsParameters } from "./hrflow-jobs";
export { hrflowJobs } from "./hrflow-jobs";
export type { HrflowProfilesParameters } from "./hrflow-profiles";
export { hrflowProfiles } from "./hrflow-profiles";
export { type GivenRange, jobRange, type ReadRange } from "./job-range";
export { jobTag, tagValues } from "./tags";
