import { InputError } from "@hrflow-connectors/core";
import { extensionOf, mediaTypeOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseV1AttachmentContentType } from "../greenhouse-types";

/** The types of files among those that Harvest v1 takes. */
const accepted = [
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
 * The media type to name for a file: the server's own where Harvest v1 takes it, else that of the extension. Throws
 * `InputError` when it takes neither.
 *
 * @see https://developers.greenhouse.io/harvest.html#post-add-attachment
 */
export function acceptedContentType(filename: string, contentType: string): GreenhouseV1AttachmentContentType {
  const candidates = [contentType.toLowerCase(), mediaTypeOf(extensionOf(filename))];
  const found = accepted.find((type) => type === candidates[0]) ?? accepted.find((type) => type === candidates[1]);
  if (found) return found;
  throw new InputError(`Harvest v1 takes no file of type ${contentType}`);
}
