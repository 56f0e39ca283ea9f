import type { FileReference } from "../contract/write";
import { ApiCallError, ResponseShapeError } from "../errors";
import { fileNameFor, knownExtensionOf, mediaTypeOf } from "../formats/files";
import { ofFile } from "../retry-rules";
import type { StopSignal } from "../stop";
import { contentTypeOf, standInFor } from "./file-type";
import { type Outgoing, withoutQuery } from "./outgoing";
import { checkPublicUrl } from "./public-url";
import { locationOf, type Received } from "./response";
import { type HttpPolicy, maxRedirects } from "./send";

/** A file fetched from a URL that comes from data. */
export interface Download {
  bytes: Uint8Array<ArrayBuffer>;
  /**
   * What the bytes show; where they show nothing, what the server says, without parameters. `application/octet-stream` if neither
   * tells.
   */
  contentType: string;
}

/** Larger than any resume should be. */
const defaultMaxBytes = 30 * 1024 * 1024;

/** Shows what a file is. */
const beginningBytes = 64 * 1024;

export interface DownloadOptions {
  /** Default 30 MiB. */
  maxBytes?: number;
  /** Whether the beginning is enough, to see what the file is. Default false. */
  onlyBeginning?: boolean;
  /** Ends the download, as the end of the run does. */
  signal?: StopSignal;
}

/** Of a file that the vendor's own API sends. */
export const fileLimits = { maxResponseBytes: defaultMaxBytes };

/** A file server that hangs must not hold up a push for minutes. Attempts and time include all redirects. */
export const downloadLimits = { timeoutMs: 30_000, maxAttempts: 3, totalMs: 2 * 60_000 };

/**
 * Fetches a file without a credential, from http(s) URLs of public hosts only; each redirect is checked as the first URL is. Throws
 * `InputError` for a URL that is not allowed, `ResponseShapeError` for a response that is not the file, `ApiCallError` or
 * `NetworkError` if no file arrives.
 */
export async function download(
  { url: first, fileName = "" }: FileReference,
  { onlyBeginning = false, maxBytes = onlyBeginning ? beginningBytes : defaultMaxBytes }: DownloadOptions = {},
  userAgent: string,
  send: (outgoing: Outgoing, limits: HttpPolicy) => Promise<Received>,
): Promise<Download> {
  const { timeoutMs, maxAttempts } = downloadLimits;
  const limits = { timeoutMs, maxAttempts, maxResponseBytes: maxBytes, onlyBeginning };
  let url = checkPublicUrl(first);
  // Of the first URL: a redirect may end at a page whose own URL says what it is.
  const named = knownExtensionOf(fileName) === undefined ? url.href : fileName;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const headers = new Headers({ "user-agent": userAgent, accept: "*/*" });
    const shownUrl = withoutQuery(url.href);
    const response = await send({ method: "GET", url: url.href, shownUrl, headers, body: null }, limits);
    if (response.status >= 300 && response.status < 400 && response.headers.has("location")) {
      url = checkPublicUrl(locationOf(response, url.href)?.href ?? "");
      continue;
    }
    if (!response.ok)
      throw new ApiCallError({ method: "GET", url: shownUrl, status: response.status, vendorMessage: "no file" });
    const { bytes, headers: received } = response;
    const contentType = typeOfFile(bytes, received.get("content-type"), named, `GET ${shownUrl}`);
    return { bytes, contentType };
  }
  throw new ResponseShapeError(`GET ${withoutQuery(url.href)} redirects more than ${maxRedirects} times`);
}

/** A downloaded file, named by its data and by what it is. */
export async function downloadFile(
  http: { download(file: FileReference, options?: DownloadOptions): Promise<Download> },
  file: FileReference,
  options?: DownloadOptions,
): Promise<File> {
  const { bytes, contentType } = await http.download(file, options).catch((error: unknown) => {
    throw ofFile(error);
  });
  return new File([bytes], fileNameFor({ ...file, contentType }), { type: contentType });
}

/** A file's media type. Throws `ResponseShapeError` for what a server sends in place of a file. */
export function typeOfFile(
  bytes: Uint8Array,
  contentTypeHeader: string | null,
  fileName: string,
  request: string,
): string {
  if (bytes.byteLength === 0) throw new ResponseShapeError(`${request} responded with an empty file`);
  const named = contentTypeHeader?.split(";")[0]?.trim().toLowerCase();
  const extension = knownExtensionOf(fileName);
  const ofExtension = mediaTypeOf(extension);
  const contentType = contentTypeOf(bytes, named, ofExtension);
  const found = standInFor(bytes, contentType, named, { extension, ofExtension });
  if (found !== undefined) {
    throw new ResponseShapeError(
      `${request} responded with ${found} in place of the file, as an expired link or one that needs a login does`,
    );
  }
  return contentType;
}
