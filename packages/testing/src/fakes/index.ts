export { type Crash, crashAt, endTurns } from "./crash-at";
export { type CheckedFetch, checkedFetch, type Specification } from "./engine/checked-fetch";
export { createFake } from "./engine/create-fake";
export type {
  Fake,
  FakeBase,
  FakeCall,
  FakeDefinition,
  FakeOptions,
  FakeRequest,
  FakeResponse,
  FakeRoute,
  FakeServer,
  Fault,
  FaultMatch,
} from "./engine/fake-types";
export { type JoinSettings, joinFakes } from "./engine/join-fakes";
export { type Served, serve } from "./engine/serve";
export { createGreenhouseFake, type GreenhouseFake } from "./greenhouse/create-greenhouse-fake";
export type { GreenhouseFakeOptions } from "./greenhouse/greenhouse-settings";
export type {
  GreenhouseAddress,
  GreenhouseCustomField,
  GreenhouseFakeApplication,
  GreenhouseFakeAttachment,
  GreenhouseFakeBoard,
  GreenhouseFakeCandidate,
  GreenhouseFakeEducation,
  GreenhouseFakeEmployment,
  GreenhouseFakeNote,
  GreenhouseFakeOption,
  GreenhouseFakeToken,
  GreenhouseState,
} from "./greenhouse/greenhouse-state";
export type {
  GreenhouseFakeDepartment,
  GreenhouseFakeJob,
  GreenhouseFakeOffice,
  GreenhouseFakeUser,
} from "./greenhouse/organization";
export { createHrflowFake, type HrflowFakeOptions } from "./hrflow/create-hrflow-fake";
export type { HrflowAccount, HrflowContainer, HrflowObject, HrflowState } from "./hrflow/hrflow-state";
export { createLeverFake } from "./lever/create-lever-fake";
export type { LeverAccess, LeverRateLimit } from "./lever/lever-guard";
export type { LeverFakeOptions } from "./lever/lever-seed";
export type {
  LeverAccountRecord,
  LeverApp,
  LeverCode,
  LeverContactRecord,
  LeverEnvironment,
  LeverFileRecord,
  LeverNoteRecord,
  LeverOpportunityRecord,
  LeverPhone,
  LeverPosition,
  LeverPostingRecord,
  LeverStage,
  LeverState,
  LeverToken,
} from "./lever/lever-state";
