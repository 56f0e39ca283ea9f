export { type Check, difference } from "../conformance/check";
export { faults, lostResponses, type NamedFault } from "../conformance/faults";
export {
  createInspectableStore,
  type InspectableStore,
  type RecordKind,
  recordKind,
  type StoreFault,
  storeFaults,
} from "../conformance/inspectable-store";
export {
  injectFault,
  kindOf,
  type Operation as RunOperation,
  type OperationKind,
  type ReceivedRequest,
} from "../conformance/operations";
export { createFileServer, fileSignature, resume, resumeText, resumeUrl } from "../conformance/person";
export { createRandom, readSeed, sample } from "../conformance/random";
export type {
  ConformanceSettings,
  PulledRecords,
  TestedConnector,
  Variant,
  VendorRecord,
} from "../conformance/settings";
export { checksOf, createSubject, testConnector } from "../conformance/test-connector";
export { startVirtualTime, type VirtualTime } from "../conformance/virtual-time";
export type { OpenStore, StoreSuiteOptions } from "../store-conformance/store-under-test";
export { storeChecks, testStore } from "../store-conformance/test-store";
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
