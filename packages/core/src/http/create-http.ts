import type { Fetch, Http, HttpPolicy, RunEventDetails } from "../contract/v1";
import { AbortedError } from "../errors";
import { download } from "./download";
import { createRetry } from "./retry";
import { bufferRequest, type Outgoing, sendOnce } from "./send-once";

export interface HttpSettings {
  fetch: Fetch | typeof globalThis.fetch;
  signal: AbortSignal;
  /** `hrflow-connectors/<version> (<package>)` */
  userAgent: string;
  emit(event: RunEventDetails): void;
}

/** What a policy leaves out: 60 seconds a try and 32 MiB an answer. */
export const defaultPolicy = { timeoutMs: 60_000, maxResponseBytes: 32 * 1024 * 1024 } satisfies HttpPolicy;

/** Opens the one door of a run to the network. */
export function createHttp(settings: HttpSettings, policy: HttpPolicy = {}): Http {
  const effective = { ...defaultPolicy, ...policy };
  const retry = createRetry(settings);

  const send = (outgoing: Outgoing, options: HttpPolicy = {}) => {
    if (settings.signal.aborted)
      throw new AbortedError(`${outgoing.method} ${outgoing.shownUrl} was not sent: the run was stopped`);
    const chosen = { idempotent: isIdempotent(outgoing.method), ...effective, ...options };
    return retry(outgoing, chosen, (attempt, timeoutMs) =>
      sendOnce(settings, { ...chosen, timeoutMs }, outgoing, attempt),
    );
  };
  return {
    async fetch(input, init) {
      const outgoing = await bufferRequest(new Request(input, init), settings.userAgent);
      return followWithinOrigin(outgoing, send);
    },
    with: (changes) => createHttp(settings, { ...policy, ...changes }),
    download: (url, options) =>
      download(url, options, (outgoing, limits) => send(outgoing, limits), settings.userAgent),
  };
}

function isIdempotent(method: string): boolean {
  return method !== "POST" && method !== "PATCH";
}

/** Follows a redirected read to the same origin. Any other redirect is answered as it is: a credential never goes to another host. */
async function followWithinOrigin(first: Outgoing, send: (outgoing: Outgoing) => Promise<Response>): Promise<Response> {
  let outgoing = first;
  for (let hops = 0; ; hops++) {
    const response = await send(outgoing);
    const location = response.headers.get("location");
    if (
      response.status < 300 ||
      response.status > 399 ||
      !location ||
      outgoing.method !== "GET" ||
      hops >= maxRedirects
    ) {
      return response;
    }
    const next = URL.canParse(location, outgoing.url) ? new URL(location, outgoing.url) : null;
    if (next?.origin !== new URL(outgoing.url).origin) return response;
    outgoing = { ...outgoing, url: next.href, shownUrl: next.href };
  }
}

/** How many redirects are followed for one request. */
export const maxRedirects = 5;
