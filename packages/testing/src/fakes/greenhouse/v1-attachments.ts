import type { FakeAnswer } from "../engine/fake-types";
import { type Call, created, notFound, refused } from "./answers";
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
import { v1ContentTypes } from "./v1-content-types";
import { fileUrl } from "./v3-rows";

/** A file of bytes or of an address; bytes need their type named. */
export function readV1File(body: unknown, types: string[], fetches: (url: string) => boolean): ReadBody {
  const contentType: Record<string, Check> = { content_type: oneOf(...v1ContentTypes) };
  const required = { filename: filled, type: oneOf(...types) };
  const isContent = typeof body === "object" && body !== null && "content" in body;
  const read = readBody(body, {
    required: isContent ? { ...required, ...contentType } : required,
    optional: { content: base64, url: webAddress, visibility: text, ...contentType },
  });
  const { content, url } = read.fields;
  const faults: Fault[] = [];
  if ((content === undefined) === (url === undefined))
    faults.push({ field: "content", message: "give exactly one of content and url" });
  else if (typeof url === "string" && !fetches(url)) faults.push({ field: "url", message: "could not be fetched" });
  return { ...read, faults: [...read.faults, ...faults] };
}

export function createV1Attachment({ state, json, params, now }: Call, { fetches }: GreenhouseSettings): FakeAnswer {
  const candidate = readableCandidate(state, Number(params.id), now());
  if (!candidate) return notFound();
  const { faults, fields, dropped } = readV1File(json, ["resume", "cover_letter", "admin_only"], fetches);
  if (faults.length > 0) return refused(faults);
  const application = state.applications.find(({ candidate_id }) => candidate_id === candidate.id)?.id ?? null;
  const file = addAttachment({ state, now: now(), dropped }, { candidate: candidate.id, application }, fields);
  const { filename, type, content_type } = file;
  return created({ filename, url: fileUrl(file), type, content_type });
}
