import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { comparePaths, loadDocument, replaceTexts, schemaPaths } from "@hrflow-connectors/testing";
import { describe, expect, it } from "vitest";
import { bareProfile, fullProfile } from "../__fixtures__/profile";
import { formatCandidate } from "./format-candidate";

/** Where each field of a profile goes: a field of the candidate, or why it is left out. The longest beginning of a path counts. */
const whereFieldsGo: Record<string, { to: string } | { leftOut: string }> = {
  id: { leftOut: "HrFlow.ai's own id" },
  key: { leftOut: "the receipt names the profile" },
  reference: { leftOut: "the receipt names the profile" },
  source: { leftOut: "where HrFlow.ai keeps the profile" },
  source_key: { leftOut: "where HrFlow.ai keeps the profile" },
  consent_algorithmic: { leftOut: "consent to what HrFlow.ai does" },
  archive: { leftOut: "state of the profile in HrFlow.ai" },
  archived_at: { leftOut: "state of the profile in HrFlow.ai" },
  created_at: { leftOut: "Greenhouse sets its own time" },
  updated_at: { leftOut: "Greenhouse sets its own time" },
  "info.full_name": { to: "last_name" },
  "info.first_name": { to: "first_name" },
  "info.last_name": { to: "last_name" },
  "info.email": { to: "email_addresses" },
  "info.phone": { to: "phone_numbers" },
  "info.location.text": { to: "addresses" },
  "info.location": { leftOut: "the text of the location says the same" },
  "info.urls[].url": { to: "social_media_addresses" },
  "info.urls[].type": { leftOut: "it decides whether the URL is a social address or a website" },
  "info.date_birth": { leftOut: "protected: it must not influence a hiring decision" },
  "info.gender": { leftOut: "protected: it must not influence a hiring decision" },
  "info.picture": { leftOut: "protected: it must not influence a hiring decision" },
  "info.driving_license": { leftOut: "Harvest has no field; the resume holds it" },
  "info.summary": { leftOut: "Harvest has no field; the resume, or the text in the note, holds it" },
  text: { to: "note" },
  text_language: { leftOut: "about the text" },
  experiences_duration: { leftOut: "the employments show it" },
  educations_duration: { leftOut: "the educations show it" },
  "experiences[].company": { to: "employments" },
  "experiences[].title": { to: "employments" },
  "experiences[].date_start": { to: "employments" },
  "experiences[].date_end": { to: "employments" },
  "experiences[]": { leftOut: "an employment has no such field; the resume holds it" },
  "educations[].school": { to: "educations" },
  "educations[].title": { to: "educations" },
  "educations[].date_start": { to: "educations" },
  "educations[].date_end": { to: "educations" },
  "educations[]": { leftOut: "an education has no such field; the resume holds it" },
  "attachments[].public_url": { to: "resume" },
  "attachments[].file_name": { to: "resume" },
  "attachments[].original_file_name": { to: "resume" },
  "attachments[].extension": { to: "resume" },
  "attachments[]": { leftOut: "it decides which file is the resume, or describes the file" },
  "skills[].name": { to: "tags" },
  "skills[]": { leftOut: "a tag is a name" },
  languages: { leftOut: "Harvest has no field; the resume holds it" },
  certifications: { leftOut: "Harvest has no field; the resume holds it" },
  courses: { leftOut: "Harvest has no field; the resume holds it" },
  tasks: { leftOut: "Harvest has no field; the resume holds it" },
  interests: { leftOut: "Harvest has no field; the resume holds it" },
  "tags[].value": { to: "applications" },
  "tags[].name": { leftOut: "it decides what the value is" },
  metadatas: { leftOut: "data of other systems about the profile" },
  labels: { leftOut: "the person's state on boards of HrFlow.ai" },
};

const document = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
const paths = schemaPaths("Profile", document);
const targets = Object.entries(whereFieldsGo).flatMap(([path, where]) => ("to" in where ? [[path, where.to]] : []));

describe("every field of a profile", () => {
  it("goes somewhere, or is left out for a reason", () => {
    expect(comparePaths(paths, Object.keys(whereFieldsGo))).toEqual({ unlisted: [], unknown: [] });
  });

  it.each(targets)("%s goes to %s", (path = "", to = "") => {
    const values: Record<string, string> = { "tags[].value": "b_4711", "info.full_name": "Ada Xyzzy" };
    const value = path.includes("date_") ? "2017-07-07" : (values[path] ?? "Xyzzy");
    const source: HrflowProfile = path === "text" ? { ...bareProfile, text: "t" } : withoutRivals(path);
    const changed = replaceTexts(source, (text, at) => (at.replace(/\[\d+\]/g, "[]") === path ? value : text));
    const item = formatCandidate(changed) as unknown as Record<string, unknown>;
    expect(JSON.stringify(item[to])).toContain(value.replace(/^(b_|Ada )/, ""));
  });
});

/** A profile without the fields that win over this one. */
function withoutRivals(path: string): HrflowProfile {
  if (path === "info.full_name") return { ...fullProfile, info: { full_name: "Ada Example" } };
  if (path !== "attachments[].original_file_name") return fullProfile;
  return {
    ...fullProfile,
    attachments: [{ type: "resume", public_url: "https://files.example.org/cv", original_file_name: "cv" }],
  };
}
