import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { comparePaths, loadDocument, replaceTexts, schemaPaths } from "@hrflow-connectors/testing";
import { describe, expect, it } from "vitest";
import { formatOpportunity } from "./format-opportunity";

/** Where each field of a profile goes: a field of the opportunity, or why it is left out. The longest beginning of a path counts. */
const whereFieldsGo: Record<string, { to: string } | { leftOut: string }> = {
  id: { leftOut: "HrFlow.ai's own id" },
  key: { leftOut: "the receipt names the profile" },
  reference: { leftOut: "the receipt names the profile" },
  source: { leftOut: "where HrFlow.ai keeps the profile" },
  source_key: { leftOut: "where HrFlow.ai keeps the profile" },
  consent_algorithmic: { leftOut: "consent to what HrFlow.ai does" },
  archive: { leftOut: "state of the profile in HrFlow.ai" },
  archived_at: { leftOut: "state of the profile in HrFlow.ai" },
  created_at: { to: "createdAt" },
  updated_at: { leftOut: "Lever sets its own time" },
  "info.full_name": { to: "name" },
  "info.first_name": { to: "name" },
  "info.last_name": { to: "name" },
  "info.email": { to: "emails" },
  "info.phone": { to: "phones" },
  "info.location.text": { to: "location" },
  "info.location": { leftOut: "the text of the location says the same" },
  "info.urls[].url": { to: "links" },
  "info.urls[].type": { leftOut: "a link is a URL" },
  "info.date_birth": { leftOut: "protected: it must not influence a hiring decision" },
  "info.gender": { leftOut: "protected: it must not influence a hiring decision" },
  "info.picture": { leftOut: "protected: it must not influence a hiring decision" },
  "info.driving_license": { leftOut: "Lever has no field; the resume holds it" },
  "info.summary": { leftOut: "Lever has no field; the resume holds it" },
  text: { to: "resume" },
  text_language: { leftOut: "about the text" },
  experiences_duration: { leftOut: "the resume shows it" },
  educations_duration: { leftOut: "the resume shows it" },
  "experiences[].company": { to: "headline" },
  "experiences[]": { leftOut: "Lever reads experiences from the resume" },
  "educations[].school": { to: "headline" },
  "educations[]": { leftOut: "Lever reads educations from the resume" },
  "attachments[].public_url": { to: "resume" },
  "attachments[].file_name": { to: "resume" },
  "attachments[].original_file_name": { to: "resume" },
  "attachments[].extension": { to: "resume" },
  "attachments[]": { leftOut: "it decides which file is the resume, or describes the file" },
  "skills[].name": { to: "tags" },
  "skills[]": { leftOut: "a tag is a name" },
  languages: { leftOut: "Lever has no field; the resume holds it" },
  certifications: { leftOut: "Lever has no field; the resume holds it" },
  courses: { leftOut: "Lever has no field; the resume holds it" },
  tasks: { leftOut: "Lever has no field; the resume holds it" },
  interests: { leftOut: "Lever has no field; the resume holds it" },
  "tags[].value": { to: "postings" },
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
    const [value, shown] = path === "created_at" ? ["2017-07-07T00:00:00Z", "1499385600000"] : ["Xyzzy", "Xyzzy"];
    const source = path === "info.full_name" ? { ...profile, info: { full_name: "Ada" } } : profile;
    const changed = replaceTexts(source, (text, at) => (at.replace(/\[\d+\]/g, "[]") === path ? value : text));
    const item = formatOpportunity(changed) as unknown as Record<string, unknown>;
    expect(JSON.stringify(item[to])).toContain(shown);
  });
});

const file = {
  type: "resume",
  public_url: "https://files.example.com/cv",
  original_file_name: "",
  extension: ".pdf",
};
const profile: HrflowProfile = {
  source_key: "s",
  text: "A baker",
  source: {},
  created_at: "2026-01-05T09:00:00+0000",
  info: {
    first_name: "Ada",
    last_name: "Example",
    email: "ada@example.com",
    phone: "+33600000000",
    location: { text: "Paris", lat: null, lng: null },
    urls: [{ type: "linkedin", url: "https://www.linkedin.com/in/ada" }],
  },
  experiences: [{ company: "Bakery" }],
  educations: [{ school: "School of Bread" }],
  skills: [{ name: "Baking" }],
  tags: [{ name: "lever_posting_id", value: "p1" }],
  attachments: [{ ...file, file_name: "cv" }],
};
