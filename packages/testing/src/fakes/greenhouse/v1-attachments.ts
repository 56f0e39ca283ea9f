import type { FakeResponse } from "../engine/fake-types";
import {
  base64,
  type Check,
  type Fault,
  filled,
  oneOf,
  type ReadBody,
  readBody,
  text,
  webAddress,
} from "./body-checks";
import type { GreenhouseSettings } from "./greenhouse-settings";
import { addAttachment, readableCandidate } from "./records";
import { type Call, created, notFound, refused } from "./responses";
import { fileUrl } from "./v3-rows";

/**
 * The content types that Harvest v1 accepts.
 *
 * @see https://developers.greenhouse.io/harvest.html#post-add-attachment
 */
const contentTypes = [
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
  "application/x-www-form-urlencoded",
  "application/x-yaml",
  "application/zip",
  "multipart/form-data",
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
];

/** Checks a file, which is either base64 content with its content type, or a URL. */
export function readV1File(body: unknown, types: string[], fetches: (url: string) => boolean): ReadBody {
  const contentType: Record<string, Check> = { content_type: oneOf(...contentTypes) };
  const required = { filename: filled, type: oneOf(...types) };
  const isContent = typeof body === "object" && body !== null && "content" in body;
  const read = readBody(body, {
    required: isContent ? { ...required, ...contentType } : required,
    optional: { content: base64, url: webAddress, visibility: text, ...contentType },
  });
  const { content, url } = read.fields;
  const faults: Fault[] = [];
  if ((content === undefined) === (url === undefined))
    faults.push({ field: "content", message: "requires exactly one of content and url" });
  else if (typeof url === "string" && !fetches(url)) faults.push({ field: "url", message: "could not be downloaded" });
  return { ...read, faults: [...read.faults, ...faults] };
}

export function createV1Attachment({ state, json, params, now }: Call, { fetches }: GreenhouseSettings): FakeResponse {
  const candidate = readableCandidate(state, Number(params.id), now());
  if (!candidate) return notFound();
  const { faults, fields, dropped } = readV1File(json, ["resume", "cover_letter", "admin_only"], fetches);
  if (faults.length > 0) return refused(faults);
  const application = state.applications.find(({ candidate_id }) => candidate_id === candidate.id)?.id ?? null;
  const file = addAttachment({ state, now: now(), dropped }, { candidate: candidate.id, application }, fields);
  const { filename, type, content_type } = file;
  return created({ filename, url: fileUrl(file, now()), type, content_type });
}
