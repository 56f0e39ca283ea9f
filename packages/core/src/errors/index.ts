export { AbortedError } from "./aborted-error";
export { ApiCallError, type ApiCallErrorOptions, isTemporary } from "./api-call-error";
export { ConfigurationError } from "./configuration-error";
export { ConnectorError, type ErrorCode } from "./connector-error";
export { describeError } from "./describe-error";
export { InputError } from "./input-error";
export { NetworkError } from "./network-error";
export { PartialWriteError } from "./partial-write-error";
export { ResponseShapeError } from "./response-shape-error";
