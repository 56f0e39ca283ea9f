export type * from "./contract/connection";
export type { Api, ApiDescription, ApiResponse, RequestPolicy } from "./contract/connection";
export type { FileReference, Logger, OriginFile, PlanDraft, ReceiptDraft } from "./contract/result";
export type {
  Action,
  ActionDefinition,
  AnyAction,
  Connector,
  ConnectorAction,
  ConnectorDefinition,
  ConnectorIdentity,
  ConnectorSource,
  ConnectorType,
  Format,
  Logic,
  WarehouseDefinition,
} from "./contract/run";
export type * from "./contract/warehouse";
export type * from "./contract/write";
export { defineAction, defineConnector } from "./define/define-connector";
export { defineAlternatives, defineConnection, defineWarehouse } from "./define/define-warehouse";
export { parameterSchema } from "./define/parameter-schema";
export {
  ApiCallError,
  ConnectorError,
  describeError,
  InputError,
  PartialWriteError,
  ResponseShapeError,
} from "./errors";
export { multipart, nextFromLink, paginate, typedApi } from "./http/api";
export { changesOf } from "./run/dry-run";
