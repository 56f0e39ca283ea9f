import { loadDocument, schemaPaths } from "@hrflow-connectors/testing";
import { expect, test } from "vitest";
import type { LeverPosting } from "../lever-types";
import { formatJob } from "./format-job";

const document = await loadDocument(new URL("../../../../specs/lever/openapi.yaml", import.meta.url));

const tag = (name: string, value: string) => ({ tags: expect.arrayContaining([{ name, value }]) });
const metadata = (name: string, value: string) => ({ metadatas: [{ name, value }] });
const section = (fields: object) => ({ sections: [expect.objectContaining(fields)] });
const salary = (fields: object) => ({ ranges_float: [{ name: "salary", ...fields }] });

/** A posting with one field, and where its value goes. */
const mapped: Record<string, [posting: object, job: object]> = {
  id: [{}, { reference: "p1" }],
  text: [{ text: "Baker" }, { name: "Baker" }],
  state: [{ state: "closed" }, tag("lever_state", "closed")],
  "distributionChannels[]": [{ distributionChannels: ["public"] }, tag("lever_distributionChannel_0", "public")],
  confidentiality: [{ confidentiality: "confidential" }, tag("lever_confidential", "True")],
  owner: [{ owner: "u2" }, metadata("lever_owner", "u2")],
  "owner.id": [{ owner: { id: "u2" } }, metadata("lever_owner", "u2")],
  hiringManager: [{ hiringManager: "u3" }, metadata("lever_hiringManager", "u3")],
  "hiringManager.id": [{ hiringManager: { id: "u3" } }, metadata("lever_hiringManager", "u3")],
  "categories.team": [{ categories: { team: "Bread" } }, tag("lever_team", "Bread")],
  "categories.department": [{ categories: { department: "Kitchen" } }, tag("lever_department", "Kitchen")],
  "categories.location": [{ categories: { location: "Lyon" } }, { location: { text: "Lyon", lat: null, lng: null } }],
  "categories.commitment": [{ categories: { commitment: "Full-time" } }, tag("lever_commitment", "Full-time")],
  "categories.level": [{ categories: { level: "Senior" } }, tag("lever_level", "Senior")],
  "categories.allLocations[]": [{ categories: { allLocations: ["Paris"] } }, tag("lever_location_0", "Paris")],
  "tags[]": [{ tags: ["warm"] }, tag("lever_additional_tag_0", "warm")],
  "content.description": [{ content: { description: "We bake." } }, { summary: "We bake." }],
  "content.descriptionHtml": [{ content: { descriptionHtml: "<p>We bake.</p>" } }, { summary: "We bake." }],
  "content.lists[].text": [{ content: { lists: [{ text: "You will" }] } }, section({ title: "You will" })],
  "content.lists[].content": [{ content: { lists: [{ content: "<li>Bake" }] } }, section({ description: "Bake" })],
  "content.closing": [{ content: { closing: "Bye." } }, section({ name: "lever_closing", description: "Bye." })],
  "content.closingHtml": [{ content: { closingHtml: "<p>Bye." } }, section({ description: "Bye." })],
  country: [{ country: "FR" }, tag("lever_country", "FR")],
  reqCode: [{ reqCode: "R-1" }, tag("lever_requisitionCode_0", "R-1")],
  "requisitionCodes[]": [{ requisitionCodes: ["R-1"] }, tag("lever_requisitionCode_0", "R-1")],
  salaryDescription: [{ salaryDescription: "Plus bread." }, metadata("lever_salaryDescription", "Plus bread.")],
  salaryDescriptionHtml: [{ salaryDescriptionHtml: "<p>Plus." }, metadata("lever_salaryDescription", "Plus.")],
  "salaryRange.min": [{ salaryRange: { min: 1 } }, salary({ value_min: 1 })],
  "salaryRange.max": [{ salaryRange: { max: 2 } }, salary({ value_max: 2 })],
  "salaryRange.currency": [{ salaryRange: { currency: "EUR" } }, salary({ unit: "EUR" })],
  "salaryRange.interval": [{ salaryRange: { interval: "one-time" } }, tag("lever_salary_interval", "one-time")],
  "urls.list": [{ urls: { list: "https://a.example" } }, tag("lever_url_list", "https://a.example")],
  "urls.show": [{ urls: { show: "https://a.example/1" } }, { url: "https://a.example/1" }],
  "urls.apply": [{ urls: { apply: "https://a.example/apply" } }, tag("lever_url_apply", "https://a.example/apply")],
  workplaceType: [{ workplaceType: "hybrid" }, tag("lever_workplaceType", "hybrid")],
  createdAt: [{ createdAt: 1687274707000 }, { created_at: "2023-06-20T15:25:07.000Z" }],
  updatedAt: [{ updatedAt: 1687274707000 }, metadata("lever_updated_at", "2023-06-20T15:25:07.000Z")],
};

const leftOut: Record<string, string> = {
  user: "Who typed the posting in. Whom to ask about it are the owner and the hiring manager.",
  owner: "Of a user, the id is enough: the rest is the user's own record.",
  hiringManager: "Of a user, the id is enough: the rest is the user's own record.",
  "followers[]": "Who is notified inside Lever.",
  "content.customQuestions[]": "Questions to applicants: a part of the application form, not of the job.",
  screening: "A setting of Lever's own tools.",
  transcribeInterviews: "A setting of Lever's own tools.",
};

test.each(Object.entries(mapped))("keeps the field %s", (_, [posting, job]) => {
  expect(formatJob({ id: "p1", ...posting } as LeverPosting)).toMatchObject(job);
});

test("loses no field of a posting, except on purpose", () => {
  const paths = schemaPaths("Posting", document);
  const isBelow = (path: string, above: string) => path === above || path.startsWith(`${above}.`);
  const reasons = Object.keys(leftOut);
  expect(paths.filter((path) => !mapped[path] && !reasons.some((above) => isBelow(path, above)))).toEqual([]);
  // No row for a field that the vendor does not have.
  expect(Object.keys(mapped).filter((path) => !paths.includes(path))).toEqual([]);
  expect(reasons.filter((above) => !paths.some((path) => isBelow(path, above)))).toEqual([]);
});
