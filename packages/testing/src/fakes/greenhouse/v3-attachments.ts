import type { FakeResponse } from "../engine/fake-types";
import { base64, fileName, id, oneOf, readBody, type Shape, webAddress } from "./body-checks";
import type { GreenhouseSettings } from "./greenhouse-settings";
import { addAttachment } from "./records";
import { type Call, created, refusedV3, refuseV3 } from "./responses";
import { attachmentRow } from "./v3-rows";

const attachmentTypes = [
  "resume",
  "cover_letter",
  "take_home_test",
  "offer_packet",
  "offer_letter",
  "signed_offer_letter",
  "other",
  "form_attachment",
  "midfunnel_agreement",
  "automated_agreement",
];

const attachmentShape: Shape = {
  required: { application_id: id, filename: fileName, type: oneOf(...attachmentTypes) },
  optional: { content: base64, url: webAddress, visibility: oneOf("public", "admin_only", "private") },
};

/** Attaches a file to an application: base64 content, or a URL that the vendor downloads. */
export function createAttachment({ state, json, now }: Call, { fetches }: GreenhouseSettings): FakeResponse {
  const { faults, fields, dropped } = readBody(json, attachmentShape);
  if (faults.length > 0) return refusedV3(faults);
  if ((fields.content === undefined) === (fields.url === undefined)) {
    return refuseV3("content", "requires exactly one of content and url");
  }
  const application = state.applications.find((one) => one.id === fields.application_id);
  if (!application) return refuseV3("application_id", "is not a known application");
  if (fields.url !== undefined && !fetches(String(fields.url))) return refuseV3("url", "could not be downloaded");
  const owner = { candidate: application.candidate_id, application: application.id };
  return created(attachmentRow(addAttachment({ state, now: now(), dropped }, owner, fields), now()));
}
