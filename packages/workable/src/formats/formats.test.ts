import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { arbitraryOf, loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkableCandidate, WorkableJob } from "../workable-types";
import { formatCandidate } from "./format-candidate";
import { formatJob } from "./format-job";
import { formatProfile } from "./format-profile";

const document = await loadDocument(new URL("../../../../specs/workable/openapi.yaml", import.meta.url));
const hrflow = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
const examples = (document.components?.examples ?? {}) as Record<string, { value: unknown }>;
const exampleOf = <Value>(name: string) => examples[name]?.value as Value;

describe("a job", () => {
  it("keeps what the table of mappings says", () => {
    const job = { ...exampleOf<{ jobs: WorkableJob[] }>("JobListRich").jobs[0], ...exampleOf<WorkableJob>("JobRich") };
    expect(formatJob({ ...job, locations: [{ coords: "39.78, -89.65" }, { city: "Lyon" }] })).toMatchObject({
      reference: "9CD658E13E",
      name: "Backend Engineer",
      summary: "You build services.",
      location: { text: "Springfield, Illinois, United States", lat: 39.78, lng: -89.65 },
      sections: [{ name: "workable_description" }, { name: "workable_requirements", description: "TypeScript" }],
      ranges_float: [{ name: "salary", value_min: 60_000, value_max: 85_000, unit: "USD" }],
      tags: expect.arrayContaining([
        { name: "workable_employment_type", value: "Full-time" },
        { name: "workable_department_0", value: "Engineering" },
        { name: "workable_location_0", value: "Lyon" },
      ]),
    });
  });
});

describe("a candidate", () => {
  it("keeps what the table of mappings says", () => {
    const { candidate } = exampleOf<{ candidate: WorkableCandidate }>("CandidateRich");
    expect(formatProfile({ ...candidate, resume_metadata: { filename: "alex.pdf" } })).toMatchObject({
      reference: "27270275",
      info: {
        ...{ full_name: "Alex Marlow", first_name: "Alex", last_name: "Marlow", email: "alex.marlow@example.com" },
        ...{ location: { text: "Springfield, Illinois" }, urls: [{ type: "github" }], summary: "Builds services." },
      },
      experiences: [{ title: "Backend Engineer", company: "Quill & Partners", description: "APIs" }],
      educations: [{ school: "Springfield College", title: "BSc in Computing", date_end: "2017-06-30T00:00:00" }],
      skills: [{ name: "TypeScript" }],
      resume: { id: "27270275", fileName: "alex.pdf" },
      tags: expect.arrayContaining([
        { name: "workable_tag_0", value: "backend" },
        { name: "workable_stage_kind", value: "phone-screen" },
        { name: "workable_disqualified", value: "True" },
      ]),
    });
  });
});

describe("a profile", () => {
  const info = { first_name: "Ada", last_name: "Example", email: "ada@example.com" };
  const format = (profile: object) => formatCandidate({ info, ...profile } as HrflowProfile);

  it("becomes a candidate that Workable's schema allows, whatever HrFlow.ai stores", () => {
    const { validate } = schemaValidator(document);
    const profiles = fc.sample(arbitraryOf<HrflowProfile>("Profile", hrflow), { numRuns: 200, seed: 1 });
    for (const profile of profiles) {
      const { candidate } = format({ ...profile, info: { ...profile.info, ...info } });
      expect(validate("NewCandidate", candidate)).toEqual([]);
    }
  });

  it("keeps experiences and educations, the newest experience first and in the headline", () => {
    const experiences = [
      { title: "Baker", company: "Mill", date_start: "2015-01-01", date_end: "Present" },
      { title: "Head baker", company: "Oven", date_start: "2019-07-01", description: "Bread" },
    ];
    const educations = [
      { title: "BSc in Computing", school: "Springfield College", date_end: "2014" },
      { title: "BA" },
    ];
    const { candidate, warnings } = format({ experiences, educations });
    expect(candidate).toMatchObject({
      headline: "Head baker at Oven",
      experience_entries: [
        { title: "Head baker", company: "Oven", summary: "Bread", start_date: "2019-07-01", current: true },
        { title: "Baker", company: "Mill", start_date: "2015-01-01" },
      ],
      education_entries: [{ school: "Springfield College", degree: "BSc", field_of_study: "Computing" }],
    });
    expect(warnings).toEqual([
      'the experience "Baker": its end "Present" is not a date',
      'the education "BA" is left out: it has no school',
    ]);
  });

  it("warns of values that Workable cannot store", () => {
    const urls = [{ type: "from_resume", url: "https://ada.example" }];
    const { warnings } = format({
      languages: [{ name: "French" }],
      info: { ...info, urls, phone: "+33600000000; +33600000001" },
    });
    expect(warnings).toEqual([
      "info.phone has several numbers: Workable takes the first one",
      "languages are left out: Workable has no field for them",
      'the link "https://ada.example" is left out: Workable does not know its site',
    ]);
  });

  it("uses the company as a missing title, and cuts a headline that is too long", () => {
    const long = "Baker ".repeat(60).trim();
    const { candidate, warnings } = format({ experiences: [{ company: "Mill" }, {}], educations: [{}] });
    expect(candidate).toMatchObject({ headline: "Mill", experience_entries: [{ title: "Mill", company: "Mill" }] });
    expect(warnings).toEqual([
      "the experience at Mill has no title: the company is in its place",
      "an experience with neither title nor company is left out",
      'the education "" is left out: it has no school',
    ]);
    const cut = format({ experiences: [{ title: long }] });
    expect(cut.candidate.headline).toBe(long.slice(0, 255).trim());
    expect(cut.warnings).toEqual(["the headline is cut: Workable takes 255 characters"]);
  });

  it("refuses a profile without a name, and sends a single name whole", () => {
    expect(() => format({ info: { email: "ada@example.com" } })).toThrow("info.full_name is empty");
    expect(format({ info: { full_name: "Ada", email: "ada@example.com" } }).candidate).toMatchObject({ name: "Ada" });
  });
});
