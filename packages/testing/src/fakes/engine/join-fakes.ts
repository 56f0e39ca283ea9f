import type { Fake } from "./fake-types";
import { isUnder, withoutQuery } from "./find-route";
import { networkError, requestOf } from "./http-messages";

/** What joined fakes serve besides their bases. */
export interface JoinSettings {
  /** Responses for single URLs, such as a resume to download. A URL without a query matches any query. */
  files?: Record<string, (request: Request) => Response | Promise<Response>>;
}

/** Returns one `fetch` for several fakes. Rejects with a TypeError if no fake serves the URL: nothing leaves the machine. */
export function joinFakes(
  fakes: Fake<unknown>[],
  { files = {} }: JoinSettings = {},
): (input: Request | string | URL, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const request = requestOf(input, init);
    const { url, signal } = request;
    signal.throwIfAborted();
    const file = files[url] ?? files[withoutQuery(url)];
    if (file) return Object.defineProperty(await file(request), "url", { value: url });
    const fake = fakes.find(({ bases }) => bases.some((base) => isUnder(base, url)));
    if (!fake) throw networkError("ENOTFOUND", `No fake serves ${new URL(url).host}`);
    return fake.fetch(request);
  };
}
