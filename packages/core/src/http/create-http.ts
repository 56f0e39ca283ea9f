import type { Http, HttpPolicy } from "../contract/v1";
import { AbortedError } from "../errors";
import { checkAddresses } from "./check-addresses";
import { download } from "./download";
import { completeSettings, type HttpOptions, type HttpSettings, maxRedirects } from "./http-settings";
import { checkPublicUrl } from "./public-url";
import { createRetry } from "./retry";
import { bufferRequest, type Outgoing, sendOnce } from "./send-once";

/** What a policy leaves out. */
const defaultPolicy = { timeoutMs: 60_000, maxResponseBytes: 32 * 1024 * 1024, maxTries: 5 } satisfies HttpPolicy;

/**
 * Opens a door to the network, as every run has one. Its `fetch` gives a typed client time-outs, retries, size caps and
 * typed errors.
 *
 * @example
 * const client = createApiClient<Paths>({ baseUrl, fetch: createHttp().fetch });
 */
export function createHttp(options: HttpOptions = {}, policy: HttpPolicy = {}): Http {
  return openHttp(completeSettings(options), policy);
}

/** The same with settings that are complete. */
export function openHttp(settings: HttpSettings, policy: HttpPolicy = {}): Http {
  const effective = { ...defaultPolicy, ...policy };
  const sendBy = (retry: ReturnType<typeof createRetry>, beforeEachTry?: (outgoing: Outgoing) => Promise<void>) => {
    return (outgoing: Outgoing, options: HttpPolicy = {}) => {
      if (settings.signal.aborted)
        throw new AbortedError(`${outgoing.method} ${outgoing.shownUrl} was not sent: the run was stopped`);
      const chosen = { idempotent: isIdempotent(outgoing.method), ...effective, ...options };
      return retry(outgoing, chosen, async (attempt, timeoutMs) => {
        if (beforeEachTry) await beforeEachTry(outgoing);
        return sendOnce(settings, { ...chosen, timeoutMs }, outgoing, attempt);
      });
    };
  };
  const send = sendBy(createRetry(settings));
  // A file's server is not the API whose limit is kept, and by the next try its name may lead elsewhere.
  const sendToFileServer = sendBy(createRetry({ ...settings, pace: undefined }), ({ url }) =>
    checkAddresses(new URL(url), settings),
  );
  return {
    async fetch(input, init) {
      const outgoing = await bufferRequest(new Request(input, init), settings.userAgent);
      return followWithinOrigin(outgoing, send);
    },
    with: (changes) => openHttp(settings, { ...policy, ...changes }),
    download: (url, options) => download(url, options, sendToFileServer, settings.userAgent),
    async checkUrl(text) {
      const url = checkPublicUrl(text);
      await checkAddresses(url, settings);
      return url;
    },
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
