import type { Http } from "../contract/v1";
import type { TokenSource } from "./token-source";

/** A `fetch` that carries the token, and once more with a new one where the vendor says 401: it did not act then. */
export function bearerFetch(http: Http, tokens: TokenSource): (request: Request) => Promise<Response> {
  return async (request) => {
    const again = request.clone();
    const token = await tokens.token();
    const response = await send(http, request, token);
    if (response.status !== 401) return response;
    const renewed = await tokens.renew(token);
    return renewed === null ? response : send(http, again, renewed);
  };
}

function send(http: Http, request: Request, token: string): Promise<Response> {
  request.headers.set("authorization", `Bearer ${token}`);
  return http.fetch(request);
}
