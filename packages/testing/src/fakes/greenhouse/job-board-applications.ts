import type { FakeResponse } from "../engine/fake-types";
import { findRefusedText } from "../engine/strict";
import type { Fields } from "./body-checks";
import { basicCredential } from "./credentials";
import type { GreenhouseSettings } from "./greenhouse-settings";
import { addApplication, addAttachment, addCandidate } from "./records";
import { type Call, ok } from "./responses";
import { withStoredNames } from "./strict";

const refused: FakeResponse = { status: 401, body: { status: 401, error: "Failed to save person" } };

/** Takes an application to a job, as JSON or a form. Like the vendor, it does not check for required questions. */
export function applyToJob(call: Call, { hasBoardKey }: GreenhouseSettings, job: number): FakeResponse {
  const { state, headers, now, strict } = call;
  if (!hasBoardKey(basicCredential(headers)?.user ?? ""))
    return { status: 401, body: { status: 401, error: "Invalid Basic Auth credentials" } };
  const sent = { ...(call.json as Fields | undefined), ...Object.fromEntries(call.form ?? []) };
  const fields = strict ? (withStoredNames(sent) as typeof sent) : sent;
  const isFilled = (name: string) => typeof fields[name] === "string" && fields[name].trim() !== "";
  const isValid = ["first_name", "last_name", "email"].every(isFilled) && String(fields.email).includes("@");
  if (!isValid || (strict && findRefusedText(call) !== undefined)) return refused;

  const context = { state, now: now(), dropped: [] };
  const { first_name, last_name, email, phone } = fields;
  const candidate = addCandidate(context, {
    ...{ first_name, last_name, email_addresses: [{ value: email, type: "personal" }] },
    ...(isFilled("phone") ? { phone_numbers: [{ value: phone, type: "mobile" }] } : {}),
  });
  const application = addApplication(context, candidate.id, { job_id: job });
  const owner = { candidate: candidate.id, application: application.id };
  for (const type of ["resume", "cover_letter"]) {
    const file = fileOf(fields, type);
    if (file) addAttachment(context, owner, { ...file, type });
  }
  return ok({ success: "Candidate saved successfully" });
}

/** A file is a part of a form, text, base64 content, or a URL. The fake keeps the name of a part, but not its bytes. */
function fileOf(fields: Fields, type: string): Fields | undefined {
  const part = fields[type];
  if (part instanceof File) return { filename: part.name, content: "", content_type: part.type };
  const { [`${type}_text`]: text, [`${type}_url`]: url, [`${type}_content`]: content } = fields;
  if (typeof text === "string") return { filename: `${type}.txt`, content: text };
  if (typeof url === "string") return { filename: fields[`${type}_url_filename`] ?? type, url };
  return typeof content === "string" ? { filename: fields[`${type}_content_filename`] ?? type, content } : undefined;
}
