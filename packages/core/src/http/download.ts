import type { Download, HttpPolicy } from "../contract/v1";
import { ApiCallError, ResponseShapeError } from "../errors";
import { maxRedirects } from "./http-settings";
import { checkPublicUrl } from "./public-url";
import type { Outgoing } from "./send-once";

/** More than any resume should weigh. */
const defaultMaxBytes = 30 * 1024 * 1024;

/** A file server that hangs should not hold up for minutes the person whose file it is. */
const patience = { timeoutMs: 30_000, maxTries: 3 };

/** Fetches a file without a credential; every hop of a redirect is checked as the first address is. */
export async function download(
  address: string,
  options: { maxBytes?: number } = {},
  send: (outgoing: Outgoing, limits: HttpPolicy) => Promise<Response>,
  userAgent: string,
): Promise<Download> {
  const limits = { ...patience, maxResponseBytes: options.maxBytes ?? defaultMaxBytes };
  let url = checkPublicUrl(address);
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const headers = new Headers({ "user-agent": userAgent, accept: "*/*" });
    const shownUrl = withoutQuery(url);
    const response = await send({ method: "GET", url: url.href, shownUrl, headers, body: null }, limits);
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location) {
      url = checkPublicUrl(URL.canParse(location, url.href) ? new URL(location, url).href : location);
      continue;
    }
    if (!response.ok)
      throw new ApiCallError({ method: "GET", url: shownUrl, status: response.status, vendorMessage: "no file" });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.byteLength === 0) throw new ResponseShapeError(`GET ${shownUrl} answered an empty file`);
    const contentType = response.headers.get("content-type")?.split(";")[0]?.trim() || "application/octet-stream";
    return { bytes, contentType };
  }
  throw new ResponseShapeError(`GET ${withoutQuery(url)} redirects more than ${maxRedirects} times`);
}

/** The query of a file's address is often what gives access to it (a signature that ends with the hour). */
function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
