export { basicAuthorization } from "./basic-authorization";
export { type ApiClient, type ApiClientSettings, createApiClient } from "./create-api-client";
export { createHttp } from "./create-http";
export type { HttpOptions } from "./http-settings";
export { createPageGuard } from "./page-guard";
export { checkPublicUrl } from "./public-url";
export { type CallResult, createUnwrap } from "./unwrap";
