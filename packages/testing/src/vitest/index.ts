export {
  type Answer,
  broken,
  empty,
  file,
  hang,
  json,
  recordingFetch,
  type SentRequest,
  text,
} from "./recording-fetch";
export { runResult, stopTime, witness } from "./run";
