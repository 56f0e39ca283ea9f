export { basicAuthorization } from "./basic-authorization";
export { type ApiClient, type ApiClientSettings, createApiClient } from "./create-api-client";
export { createHttp, type HttpOptions } from "./create-http";
export { checkPublicUrl } from "./public-url";
export { type CallResult, createUnwrap } from "./unwrap";
