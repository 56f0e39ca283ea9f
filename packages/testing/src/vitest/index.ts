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
