import type { Download, DownloadOptions, HttpPolicy } from "../contract/v1";
import { ApiCallError, ResponseShapeError } from "../errors";
import { extensionOf, mediaTypeOf } from "../formats/media-type";
import { contentTypeOf, isErrorDocument } from "./content-type";
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
  options: DownloadOptions = {},
  send: (outgoing: Outgoing, limits: HttpPolicy) => Promise<Response>,
  userAgent: string,
): Promise<Download> {
  const limits = { ...patience, maxResponseBytes: options.maxBytes ?? defaultMaxBytes };
  let url = checkPublicUrl(address);
  // Of what was asked for: a redirect may end at a page whose address says what it is.
  const extension = extensionOf(options.fileName ?? "") ?? extensionOf(url.href);
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
    const named = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    return { bytes, contentType: typeOfFile(bytes, named, extension, `GET ${shownUrl}`) };
  }
  throw new ResponseShapeError(`GET ${withoutQuery(url)} redirects more than ${maxRedirects} times`);
}

/** The file's media type. Throws `ResponseShapeError` for what a server sends in place of a file. */
function typeOfFile(
  bytes: Uint8Array,
  named: string | undefined,
  extension: string | undefined,
  request: string,
): string {
  if (bytes.byteLength === 0) throw new ResponseShapeError(`${request} answered an empty file`);
  const contentType = contentTypeOf(bytes, named, mediaTypeOf(extension));
  const isPage = contentType === "text/html" && !/^x?html?$/.test(extension ?? "");
  if (isPage || isErrorDocument(bytes)) {
    const found = isPage ? "an HTML page" : "an XML error document";
    throw new ResponseShapeError(
      `${request} answered ${found} in place of the file, as a link does that has ended or wants a login`,
    );
  }
  return contentType;
}

/** The query of a file's address is often what gives access to it (a signature that ends with the hour). */
function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
