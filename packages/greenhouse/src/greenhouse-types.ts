import type { components as V1Components, paths as v1Paths } from "./generated/harvest-v1";
import type { components as V3Components, paths as v3Paths } from "./generated/harvest-v3";
import type { components as BoardComponents, paths as boardPaths } from "./generated/job-board";

/** By name, so that types stay named in declarations and messages. */
type V3<Name extends keyof V3Components["schemas"]> = V3Components["schemas"][Name];
type V1<Name extends keyof V1Components["schemas"]> = V1Components["schemas"][Name];
type Board<Name extends keyof BoardComponents["schemas"]> = BoardComponents["schemas"][Name];

/** Every path of Harvest v3, as `openapi-typescript` writes it. */
export type GreenhouseHarvestPaths = v3Paths;
/** Every path of Harvest v1, as `openapi-typescript` writes it. */
export type GreenhouseHarvestV1Paths = v1Paths;
/** Every path of the Job Board API, as `openapi-typescript` writes it. */
export type GreenhouseJobBoardPaths = boardPaths;

/** A person, in Harvest v3. */
export interface GreenhouseCandidate extends V3<"Candidate"> {}
/** The body that creates a person in Harvest v3, with at most one application. */
export interface GreenhouseCandidateCreate extends V3<"CandidateCreate"> {}
/** A person's application to a job, or a prospect, in Harvest v3. */
export interface GreenhouseApplication extends V3<"Application"> {}
/** A file of an application, in Harvest v3. */
export interface GreenhouseAttachment extends V3<"Attachment"> {}
/** A note on a person, in Harvest v3. */
export interface GreenhouseNote extends V3<"Note"> {}
/** A period of study, in Harvest v3. */
export interface GreenhouseCandidateEducation extends V3<"CandidateEducation"> {}
/** A period of work, in Harvest v3. */
export interface GreenhouseCandidateEmployment extends V3<"CandidateEmployment"> {}
/** The body that adds a period of work in Harvest v3. */
export interface GreenhouseCandidateEmploymentCreate extends V3<"CandidateEmploymentCreate"> {}
/** A value that a custom field can take, in Harvest v3: a school, a degree, a discipline. */
export interface GreenhouseCustomFieldOption extends V3<"CustomFieldOption"> {}
/** A job of the customer, in Harvest v3. */
export interface GreenhouseHarvestJob extends V3<"Job"> {}
/** A job as a board shows it, in Harvest v3. */
export interface GreenhouseJobPost extends V3<"JobPost"> {}
/** Where a post says that its job is, in Harvest v3. */
export interface GreenhouseJobPostLocation extends V3<"JobPostLocation"> {}
/** A department of the customer, in Harvest v3. */
export interface GreenhouseDepartment extends V3<"Department"> {}
/** An office of the customer, in Harvest v3. */
export interface GreenhouseOffice extends V3<"Office"> {}
/** The body of a refusal of Harvest v3. */
export interface GreenhouseErrorBody extends V3<"Error"> {}

/** A person, in Harvest v1. Right after a create, only the id is certain. */
export interface GreenhouseV1Candidate extends V1<"Candidate"> {}
/** The body that creates a person in Harvest v1, with everything that belongs to it. */
export interface GreenhouseV1CandidateCreate extends V1<"CandidateCreate"> {}
/** A person's application to a job, in Harvest v1. */
export interface GreenhouseV1Application extends V1<"Application"> {}
/** The media types that Harvest v1 accepts for an uploaded file. */
export type GreenhouseV1AttachmentContentType = V1<"AttachmentContentType">;

/** A job of the public board. */
export type GreenhouseJob = Board<"Job">;
