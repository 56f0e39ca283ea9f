export { checkFile, chooseResume, fetchForCreate, type Resume } from "./choose-resume";
export { emailAddresses, type Person, personOf, phoneNumbers } from "./contacts";
export {
  type CalendarDay,
  calendarDay,
  newestFirst,
  type Period,
  periodOf,
  profileDates,
  quoted,
  splitStudies,
} from "./dates";
export type { HrflowJobItem } from "./hrflow-jobs";
export { hrflowJobs } from "./hrflow-jobs";
export { hrflowProfileList } from "./hrflow-profile-list";
export { hrflowProfileTarget } from "./hrflow-profile-target";
export type { HrflowProfilesParameters } from "./hrflow-profiles";
export { hrflowProfiles } from "./hrflow-profiles";
export { type GivenJob, jobItem, jobSections } from "./job-fields";
export type { HrflowJobsParameters } from "./job-parameters";
export { type GivenRange, jobRange, type ReadRange } from "./job-range";
export { type ChosenLinks, chooseLinks, profileUrls } from "./links";
export { personNames, profileNames } from "./names";
export { type Address, addressOf, placeOf } from "./places";
export { type GivenProfile, type HrflowProfileItem, originFile, profileItem, profileText } from "./profile-fields";
export type { HrflowProfileListParameters } from "./profile-list-parameters";
export type { EditableField, HrflowProfileTargetParameters } from "./profile-target-parameters";
export { addVendorTag, indexedTags, tagValues, vendorTag, vendorTags } from "./tags";
