export { authorizationUrl, type ConsentRequest } from "./auth/request-token";
export type * from "./contract/connection";
export type { Api, ApiDescription, ApiResponse, RequestPolicy } from "./contract/connection";
export type {
  ActionDefinition,
  Connector,
  ConnectorAction,
  ConnectorDefinition,
  ConnectorIdentity,
  ConnectorSource,
  ConnectorType,
  WarehouseDefinition,
} from "./contract/connector";
export type { Finding, FindingCode, ReportedFinding } from "./contract/finding";
export type { Logger, PlanDraft, ReceiptDraft } from "./contract/result";
export type { Action, AnyAction, Format, Logic } from "./contract/run";
export type * from "./contract/warehouse";
export type * from "./contract/write";
export { defineAction, defineConnector, describeAction } from "./define/define-connector";
export { defineAlternatives, defineConnection, defineWarehouse } from "./define/define-warehouse";
export { parameterSchema, type WithDefaults } from "./define/parameter-schema";
export {
  ApiCallError,
  ConfigurationError,
  ConnectorError,
  describeError,
  InputError,
  PartialWriteError,
  ResponseShapeError,
} from "./errors";
export { typedApi } from "./http/api";
export { multipart } from "./http/outgoing";
export { nextFromLink, nextFromUrl, paginate, unlessMissing } from "./http/pages";
export { checkAction } from "./run/check";
export { runAction } from "./run/run-action";
export { changesOf } from "./state/plain-data";
