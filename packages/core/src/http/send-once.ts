import type { HttpPolicy } from "../contract/v1";
import type { HttpSettings } from "./http-settings";
import { readCapped } from "./read-capped";
import { vendorResponse } from "./vendor-response";
import { withTimeLimit } from "./with-time-limit";

/** A request whose body is in memory, so that it can be sent again. */
export interface Outgoing {
  method: string;
  url: string;
  /** As it is named in events and errors. */
  shownUrl: string;
  headers: Headers;
  body: ArrayBuffer | null;
}

export async function bufferRequest(request: Request, userAgent: string): Promise<Outgoing> {
  const headers = new Headers(request.headers);
  headers.set("user-agent", userAgent);
  const body = request.body === null ? null : await request.arrayBuffer();
  return { method: request.method, url: request.url, shownUrl: request.url, headers, body };
}

/** One try: ends by the vendor's answer, a typed error, the time-out, or the run's end. */
export async function sendOnce(
  settings: HttpSettings,
  policy: Required<HttpPolicy>,
  outgoing: Outgoing,
  attempt: number,
): Promise<Response> {
  const { method, shownUrl: url } = outgoing;
  const startedAt = Date.now();
  settings.emit({ type: "http.request", method, url, attempt });
  const response = await withTimeLimit(settings.signal, policy, `${method} ${url}`, async (signal) => {
    const { headers, body } = outgoing;
    const answer = await settings.fetch(
      new Request(outgoing.url, { method, headers, body, signal, redirect: "manual" }),
    );
    const bytes = await readCapped(answer, policy.maxResponseBytes, `${method} ${url}`);
    return vendorResponse(answer, bytes, { method, url });
  });
  settings.emit({
    type: "http.response",
    method,
    url,
    attempt,
    status: response.status,
    durationMs: Date.now() - startedAt,
  });
  return response;
}
