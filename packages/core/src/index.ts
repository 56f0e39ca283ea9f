export type * from "./contract/result";
export { eventNames } from "./contract/result";
export type {
  Action,
  ActionInput,
  ActionParameters,
  AnyAction,
  Connector,
  ConnectorAction,
  ConnectorDefinition,
  Fetch,
  Format,
  Logic,
  ReadMode,
  ResolveHost,
  RunOptions,
} from "./contract/run";
export type * from "./contract/state";
export * from "./errors";
export { createHttp, type Http, type HttpOptions } from "./http/http";
export type { HttpPolicy } from "./http/send";
export { type DeadLetterFilter, readDeadLetters, removeDeadLetters } from "./ledger/dead-letters";
export { type ReplayInput, replay } from "./run/replay";
export { createMemoryStore, pruneStore } from "./state/state";
