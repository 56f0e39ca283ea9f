export type * from "./contract/connection";
export type { Api, ApiDescription, ApiResponse, RequestPolicy } from "./contract/connection";
export type * from "./contract/connector";
export type { Logger, ReceiptDraft } from "./contract/result";
export type { Action, AnyAction, Format, Logic } from "./contract/run";
export type * from "./contract/warehouse";
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
