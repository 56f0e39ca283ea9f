export { type Cell, type CellRuns, cellOf, faultsAt, type Injection, runCell, storeCell } from "../conformance/cells";
export { type Baseline, type Check, type Tested, violationsOf } from "../conformance/check";
export { contractChecks } from "../conformance/contract-checks";
export { momentsOf } from "../conformance/delivery-checks";
export { createEnvironment, type Environment, type Run, type Subject } from "../conformance/environment";
export { faults, lostResponses, type NamedFault } from "../conformance/faults";
export {
  createInspectableStore,
  type InspectableStore,
  type RecordKind,
  recordKind,
  type StoreFault,
  storeFaults,
} from "../conformance/inspectable-store";
export { leaksIn } from "../conformance/leaks";
export {
  injectFault,
  kindOf,
  type Operation as RunOperation,
  type OperationKind,
  type ReceivedRequest,
} from "../conformance/operations";
export { createFileServer, fileSignature, resume, resumeText, resumeUrl } from "../conformance/person";
export { createRandom, readSeed, sample } from "../conformance/random";
export {
  actionsOf,
  type ConformanceSettings,
  type PulledRecords,
  type TestedAction,
  type TestedConnector,
  type Variant,
  type VendorRecord,
} from "../conformance/settings";
export { checksOf, createSubject, testConnector } from "../conformance/test-connector";
export { begin, testedAction } from "../conformance/tested-action";
export {
  difference,
  isComplete,
  isCredentialRefused,
  isUnsure,
  repetitionViolations,
  reportViolations,
  warningsOf,
  writesOf,
} from "../conformance/violations";
export { startVirtualTime, type VirtualTime } from "../conformance/virtual-time";
export type { OpenStore, StoreSuiteOptions } from "../store-conformance/store-under-test";
export { storeChecks, testStore } from "../store-conformance/test-store";
export { testWebhooks, type WebhookTests } from "../webhooks/test-webhooks";
export {
  broken,
  empty,
  file,
  hang,
  json,
  type Responder,
  recordingFetch,
  type SentRequest,
  text,
} from "./recording-fetch";
export { countRounds } from "./rounds";
export { runRecorder, runResult, stopTime } from "./run";
