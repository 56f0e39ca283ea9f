import { loadDocument, schemaPaths } from "@hrflow-connectors/testing";
import { expect, it } from "vitest";
import type { GreenhouseJob } from "../greenhouse-types";
import { formatJob } from "./format-job";

const document = await loadDocument(new URL("../../../../specs/greenhouse-job-board/openapi.yaml", import.meta.url));

const tag = (name: string, value: string) => ({ tags: [{ name: `greenhouse_${name}`, value }] });
const metadata = (name: string, value: string) => ({ metadatas: [{ name, value }] });
const pay = (fields: object) => ({ ranges_float: [fields] });

/** A job with one field, and where its value goes. */
const mapped: Record<string, [job: object, formatted: object]> = {
  id: [{}, { reference: "1" }],
  internal_job_id: [{ internal_job_id: 2 }, metadata("greenhouse_internal_job_id", "2")],
  title: [{ title: "Baker" }, { name: "Baker" }],
  updated_at: [{ updated_at: "2026-01-01" }, metadata("greenhouse_updated_at", "2026-01-01T00:00:00.000Z")],
  requisition_id: [{ requisition_id: "R-1" }, metadata("greenhouse_requisition_id", "R-1")],
  "location.name": [{ location: { name: "Lyon" } }, { location: { text: "Lyon" } }],
  absolute_url: [{ absolute_url: "https://a.example" }, { url: "https://a.example" }],
  language: [{ language: "en" }, metadata("greenhouse_language", "en")],
  "metadata[].id": [{ metadata: [{ id: 3, value: "x" }] }, metadata("greenhouse_metadata_3", "x")],
  "metadata[].name": [{ metadata: [{ id: 3, name: "Perks", value: "x" }] }, metadata("Perks", "x")],
  "metadata[].value": [{ metadata: [{ id: 3, name: "Perks", value: ["x"] }] }, metadata("Perks", "x")],
  content: [{ content: "&lt;p&gt;We bake." }, { sections: [{ description: "We bake." }] }],
  "departments[].id": [{ departments: [{ id: 4 }] }, tag("department-id", "4")],
  "departments[].name": [{ departments: [{ name: "Kitchen" }] }, tag("department-name", "Kitchen")],
  "offices[].id": [{ offices: [{ id: 5 }] }, tag("office-id", "5")],
  "offices[].name": [{ offices: [{ name: "Seattle, WA" }] }, tag("office-name", "Seattle, WA")],
  "offices[].location": [{ offices: [{ location: "Lyon, France" }] }, tag("office-location", "Lyon, France")],
  company_name: [{ company_name: "Acme" }, metadata("greenhouse_company_name", "Acme")],
  first_published: [
    { first_published: "2026-01-01" },
    metadata("greenhouse_first_published", "2026-01-01T00:00:00.000Z"),
  ],
  application_deadline: [
    { application_deadline: "2026-01-01" },
    metadata("greenhouse_application_deadline", "2026-01-01T00:00:00.000Z"),
  ],
  education: [{ education: "education_required" }, tag("education", "education_required")],
  employment: [{ employment: "employment_optional" }, tag("employment", "employment_optional")],
  "pay_input_ranges[].min_cents": [{ pay_input_ranges: [{ min_cents: 100 }] }, pay({ value_min: 1 })],
  "pay_input_ranges[].max_cents": [{ pay_input_ranges: [{ max_cents: 200 }] }, pay({ value_max: 2 })],
  "pay_input_ranges[].currency_type": [{ pay_input_ranges: [{ currency_type: "EUR" }] }, pay({ unit: "EUR" })],
  "pay_input_ranges[].title": [{ pay_input_ranges: [{ title: "Base", min_cents: 100 }] }, pay({ name: "Base" })],
  "pay_input_ranges[].blurb": [
    { pay_input_ranges: [{ blurb: "<p>Bonus." }] },
    metadata("greenhouse_pay-blurb", "Bonus."),
  ],
};

const form = "A part of the application form, not of the job.";
const tree = "How the company is organized. The department and the office of the job itself are tags.";

const leftOut: Record<string, string> = {
  "metadata[].value_type": "The value is text, whatever its type was.",
  "departments[].parent_id": tree,
  "departments[].child_ids[]": tree,
  "departments[].children[]": tree,
  "departments[].jobs[]": "Other jobs of the board, which are read themselves.",
  "offices[].parent_id": tree,
  "offices[].child_ids[]": tree,
  "offices[].children[]": tree,
  "offices[].departments[]": tree,
  "data_compliance[]": form,
  ai_disclaimer: form,
  include_ai_disclaimer: form,
  ai_opt_out_request_url: form,
  "questions[]": form,
  "location_questions[]": form,
  "compliance[]": form,
  demographic_questions: form,
};

it.each(Object.entries(mapped))("formatJob keeps the field %s", (_, [job, formatted]) => {
  expect(formatJob({ id: 1, ...job } as GreenhouseJob)).toMatchObject(formatted);
});

it("formatJob loses no field of a job, except on purpose", () => {
  const paths = schemaPaths("Job", document);
  const isBelow = (path: string, above: string) => path === above || path.startsWith(`${above}.`);
  const reasons = Object.keys(leftOut);
  expect(paths.filter((path) => !mapped[path] && !reasons.some((above) => isBelow(path, above)))).toEqual([]);
  // No row for a field that the vendor does not have.
  expect(Object.keys(mapped).filter((path) => !paths.includes(path))).toEqual([]);
  expect(reasons.filter((above) => !paths.some((path) => isBelow(path, above)))).toEqual([]);
});
