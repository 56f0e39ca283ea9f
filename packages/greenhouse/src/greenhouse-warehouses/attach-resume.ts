import {
  ApiCallError,
  ConnectorError,
  describeError,
  InputError,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import {
  base64Of,
  canonical,
  extensionOf,
  fileNameFor,
  knownExtensionOf,
  mediaTypeOf,
} from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseV1AttachmentContentType } from "../greenhouse-types";

/** A resume as it is sent: by a URL that Greenhouse fetches, or with its bytes in base64. */
export type ResumeFile = { filename: string; url: string } | { filename: string; content: string; contentType: string };

type ResumeContext = Pick<WriteContext<never, unknown>, "download" | "sleep">;

/** Downloads a resume when it is first asked for, so that this can begin before the candidate exists. */
export function resumeFile(resume: Resume, { download }: Pick<ResumeContext, "download">): () => Promise<ResumeFile> {
  let fetching: Promise<ResumeFile> | undefined;
  return () => {
    fetching ??= fetchResume(resume, download);
    return fetching;
  };
}

/** Downloads a resume, so that only a file that is one is sent. One that is too large for that is sent by its URL. */
async function fetchResume(resume: Resume, download: ResumeContext["download"]): Promise<ResumeFile> {
  const reference = { url: new URL(resume.url).href, fileName: resume.fileName };
  const file = await download(reference).catch((error) => (isTooLarge(error) ? null : explainDownload(error)));
  if (file === null) {
    const { name } = await download(reference, { onlyBeginning: true }).catch(explainDownload);
    return { filename: name, url: reference.url };
  }
  const content = await base64Of(file);
  return { filename: file.name, content, contentType: file.type };
}

/** Sends the bytes of a resume, or its URL where Greenhouse does not take them: too large, or of a type that Harvest v1 refuses. */
export async function attachResume<Created>(
  { url }: Resume,
  fetched: () => Promise<ResumeFile>,
  { sleep }: Pick<ResumeContext, "sleep">,
  send: (file: ResumeFile) => Promise<Created>,
): Promise<Created> {
  const deliver = (file: ResumeFile) => whenReady(() => send(file), sleep);
  const file = await fetched();
  try {
    return await deliver(file);
  } catch (error) {
    const isUnknownType = InputError.isInstance(error);
    if ("url" in file || (!isTooLarge(error) && !isUnknownType)) throw error;
    return deliver({ filename: file.filename, url: new URL(url).href }).catch((refusal) => {
      // Its type tells more about why than that Greenhouse could do nothing with the URL.
      throw isUnknownType && isRefusal(refusal) ? error : refusal;
    });
  }
}

/** Greenhouse understood the request, and refused its content. */
function isRefusal(error: unknown): boolean {
  return ApiCallError.isInstance(error) && (error.status === 400 || error.status === 422);
}

/** Larger than what is downloaded, or than what Greenhouse takes. */
export function isTooLarge(error: unknown): boolean {
  const { code, status } = describeError(error);
  return code === "response_too_large" || status === 413;
}

/** The vendor got no file: without its cause, the error says nothing about Greenhouse's credential or records. */
function explainDownload(error: unknown): never {
  const { message, retryable } = describeError(error);
  throw retryable ? error : new InputError(message);
}

/** Whether a file of this name is the resume, whatever extension it was given after its content. */
export function isResumeName(filename: string, { url, fileName }: Resume): boolean {
  return stemOf(filename) === stemOf(fileNameFor({ url, fileName }));
}

/** In its form for comparing, without the extension. */
function stemOf(name: string): string {
  const extension = knownExtensionOf(name);
  return canonical(extension === undefined ? name : name.slice(0, -extension.length - 1));
}

/** Half a minute in all: what was just created may not be readable yet, and the vendor says to look again after 30 s. */
const waitsMs = [1_000, 4_000, 10_000, 15_000];

/** Calls again while the vendor does not find the record. At the end, or if the run stops, throws a retryable error for it. */
export async function whenReady<T>(call: () => Promise<T>, sleep: ResumeContext["sleep"]): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!ConnectorError.isInstance(error) || error.code !== "not_found") throw error;
      const waitMs = waitsMs[attempt];
      const isOver = waitMs === undefined || (await sleep(waitMs).catch(() => true));
      if (isOver) throw new ConnectorError(error.message, { code: "not_found", retryable: true, cause: error });
    }
  }
}

/** The types of files among the media types that Harvest v1 accepts. */
const acceptedTypes = [
  "application/atom+xml",
  "application/javascript",
  "application/json",
  "application/msgpack",
  "application/msword",
  "application/pdf",
  "application/rss+xml",
  "application/vnd.ms-excel",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.ms-powerpoint",
  "application/xml",
  "application/x-yaml",
  "application/zip",
  "image/bmp",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/tiff",
  "text/calendar",
  "text/css",
  "text/csv",
  "text/html",
  "text/javascript",
  "text/plain",
  "text/vcard",
  "video/mpeg",
] as const satisfies GreenhouseV1AttachmentContentType[];

/**
 * The media type to name for a file: its own if Harvest v1 accepts it, else that of the extension. Throws `InputError` if it accepts
 * neither.
 *
 * @see https://developers.greenhouse.io/harvest.html#post-add-attachment
 */
export function acceptedContentType(filename: string, contentType: string): GreenhouseV1AttachmentContentType {
  const candidates = [contentType.toLowerCase(), mediaTypeOf(extensionOf(filename))];
  const found =
    acceptedTypes.find((type) => type === candidates[0]) ?? acceptedTypes.find((type) => type === candidates[1]);
  if (found) return found;
  throw new InputError(`Harvest v1 does not accept files of type ${contentType}`);
}
