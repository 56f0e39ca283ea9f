import type { Fake } from "./fake-types";
import { isUnder, withoutQuery } from "./find-route";
import { networkError } from "./network-error";
import { requestOf } from "./requests";

/** What is reached beside the fakes. */
export interface JoinSettings {
  /** Answers of single URLs, such as a resume to download. A URL without a query answers with any query. */
  files?: Record<string, (request: Request) => Response | Promise<Response>>;
}

/** One `fetch` over several fakes. A URL that none knows rejects with a TypeError: nothing leaves the machine. */
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
    if (!fake) throw networkError("ENOTFOUND", `No fake answers at ${new URL(url).host}`);
    return fake.fetch(request);
  };
}
