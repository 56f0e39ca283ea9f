import type { components, paths } from "./generated/hrflow";

/** By name, so that types stay named in declarations and messages. */
type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Every path of the HrFlow.ai API, as `openapi-typescript` writes it. */
export type HrflowPaths = paths;

/** A stored person. */
export interface HrflowProfile extends Schema<"Profile"> {}
/** A stored person in a list, by their keys and times. */
export interface HrflowProfileSummary extends Schema<"ProfileSummary"> {}
/** Who a person is and how to reach them. */
export interface HrflowProfileInfo extends Schema<"ProfileInfo"> {}
/** A person as they are sent to be stored. */
export interface HrflowProfileWrite extends Schema<"ProfileWrite"> {}
/** A stored job. */
export interface HrflowJob extends Schema<"Job"> {}
/** A job as it is sent to be stored. */
export interface HrflowJobWrite extends Schema<"JobWrite"> {}
/** A place. */
export interface HrflowLocation extends Schema<"Location"> {}
/** A period of work. */
export interface HrflowExperience extends Schema<"Experience"> {}
/** A period of study. */
export interface HrflowEducation extends Schema<"Education"> {}
/** A file of a person's. */
export interface HrflowAttachment extends Schema<"Attachment"> {}
/** A skill, hard or soft. */
export interface HrflowSkill extends Schema<"Skill"> {}
/** A name with a value: tags, metadatas, languages and so on. */
export interface HrflowGeneralEntity extends Schema<"GeneralEntity"> {}
