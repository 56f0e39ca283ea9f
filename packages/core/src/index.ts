export type { RateWindow, TokenBucket } from "./contract/connection";
export type { CheckInput, CheckResult, Connector, ConnectorAction, ConnectorDefinition } from "./contract/connector";
export type { Finding, FindingCode } from "./contract/finding";
export type * from "./contract/result";
export { eventNames } from "./contract/result";
export type {
  Action,
  ActionInput,
  ActionParameters,
  AnyAction,
  Around,
  AroundAny,
  AroundItem,
  AroundOutcome,
  AroundRequest,
  AroundRun,
  Fetch,
  Format,
  Logic,
  ReadMode,
  ResolveHost,
  RunOptions,
} from "./contract/run";
export type * from "./contract/shared";
export type { FileReference, OriginFile } from "./contract/write";
export { type Coverage, coverage } from "./define/coverage";
export * from "./errors";
export { createHttp, type Http, type HttpOptions } from "./http/http";
export type { HttpPolicy } from "./http/send";
export { type DeadLetterFilter, readDeadLetters, removeDeadLetters } from "./ledger/dead-letters";
export { type ForgottenPerson, forgetPerson, type PersonName, type PruneOptions, pruneStore } from "./ledger/forget";
export { type ManyOptions, type ManyResult, pushMany } from "./run/many";
export { type ReplayInput, replay } from "./run/replay";
export { moveCursor, readCursor } from "./run/workflow-state";
export { createMemoryStore } from "./state/state";
