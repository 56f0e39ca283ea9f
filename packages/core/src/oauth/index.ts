export { bearerFetch } from "./bearer-fetch";
export type { ClientAuthentication, Grant } from "./request-token";
export { createTokenSource, type TokenSource, type TokenSourceSettings } from "./token-source";
