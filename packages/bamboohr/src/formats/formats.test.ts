import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { arbitraryOf, loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BamboohrApplication } from "../bamboohr-types";
import type { BamboohrJobWithPage } from "../bamboohr-warehouses/jobs";
import { formatApplication } from "./format-application";
import { formatJob } from "./format-job";
import { formatProfile } from "./format-profile";

const specification = (name: string) => new URL(`../../../../specs/${name}/openapi.yaml`, import.meta.url);
const [hrflow, vendor] = await Promise.all(["hrflow", "bamboohr"].map((name) => loadDocument(specification(name))));
if (!hrflow || !vendor) throw new Error("no document");
const examples = vendor.components?.examples as Record<string, { value: unknown }>;
const exampleOf = <T>(name: string) => examples[name]?.value as T;

const tags = [{ name: "bamboohr_job_id", value: "22" }];
const profile = (info: object, more: object = {}) => ({ info, tags, ...more }) as unknown as HrflowProfile;

describe("formatApplication", () => {
  it("maps a person, and warns of values that BambooHR cannot store", () => {
    const item = formatApplication(
      profile(
        {
          ...{ full_name: "Ada Example", first_name: "Ada", last_name: "Example" },
          ...{ email: "no address, ada@example.com", phone: "+33600000000; +33600000001" },
          location: { text: "2 Example Street, Lyon", fields: { city: "Lyon", postcode: "69002" } },
          urls: [
            { type: "linkedin", url: "https://fr.linkedin.com/in/ada" },
            ...["ada.example", "https://ada.example", "https://other.example"].map((url) => ({ type: "other", url })),
          ],
        },
        {
          tags: [...tags, { name: "bamboohr_job_id", value: 23 }],
          educations: [
            { school: "Old School", date_start: "2001" },
            { school: "New School", date_start: "2005-09" },
          ],
          text: "Engineer",
        },
      ),
    );
    expect(item).toEqual({
      ...{ firstName: "Ada", lastName: "Example", email: "ada@example.com", phoneNumber: "+33600000000" },
      ...{ address: "2 Example Street, Lyon", city: "Lyon", zip: "69002", collegeName: "New School" },
      ...{ linkedinUrl: "https://fr.linkedin.com/in/ada", websiteUrl: "https://ada.example" },
      ...{ jobIds: [22, 23], source: "HrFlow.ai", comment: "Engineer" },
      warnings: ["+33600000001", "ada.example", "https://other.example"].map(
        (value) => `not sent, since BambooHR has no place for it: "${value}"`,
      ),
    });
  });

  it("sends - for a missing name, and says so", () => {
    expect(formatApplication(profile({ full_name: "Ada" }))).toMatchObject({
      ...{ firstName: "Ada", lastName: "-" },
      warnings: ["BambooHR requires both names: the missing one is sent as -"],
    });
    expect(formatApplication(profile({ first_name: "Ada", full_name: "Ada Example" }))).toMatchObject({
      ...{ firstName: "Ada", lastName: "Example" },
    });
  });

  it.each([
    ["no job", profile({ full_name: "Ada" }, { tags: [] }), /no tag bamboohr_job_id/],
    ["a job that is not a number", profile({ full_name: "Ada" }, { tags: [{ ...tags[0], value: "x7" }] }), /"x7"/],
    ["no name", profile({ email: "ada@example.com" }), /info\.full_name is empty/],
  ])("refuses a profile with %s", (_, given, message) => {
    expect(() => formatApplication(given)).toThrow(message);
  });

  it("returns what BambooHR's schema accepts, for every profile that it maps", () => {
    const { validate } = schemaValidator(vendor);
    fc.assert(
      fc.property(arbitraryOf<HrflowProfile>("Profile", hrflow), (given) => {
        const named = { ...given.info, last_name: "Example" };
        const { jobIds, resume, comment, warnings, ...form } = formatApplication(
          profile(named, { ...given, info: named, tags }),
        );
        expect(validate("ApplicationCreate", { ...form, jobId: jobIds[0] })).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("formatJob", () => {
  const [job] = exampleOf<[BamboohrJobWithPage]>("JobListRich");
  const { result } = exampleOf<{ result: { jobOpening: object } }>("CareersPageRich");

  it("maps a job opening with its public page", () => {
    expect(formatJob({ ...job, careersPage: result.jobOpening })).toMatchObject({
      ...{ reference: "22", name: "Site Engineer", url: "https://example.bamboohr.com/careers/22" },
      ...{ summary: "Leads the site.", created_at: "2026-03-02T00:00:00.000Z" },
      location: { text: "Lyon, Rhone, France", fields: { road: "1 Example Street", postcode: "69001" } },
      tags: expect.arrayContaining([
        { name: "bamboohr_status", value: "Open" },
        { name: "bamboohr_locationType", value: "on-site" },
        { name: "bamboohr_hiringLead", value: "Noor Example" },
      ]),
    });
  });

  it("ignores the date of a draft, which is the time of the request", () => {
    expect(formatJob({ ...job, status: { id: 2, label: "Draft" } })).not.toHaveProperty("created_at");
  });

  it("refuses a job without a title", () => {
    expect(() => formatJob({ id: 22, title: { id: null, label: " " } })).toThrow("title.label is empty");
  });

  it("returns what HrFlow.ai's schema accepts, for every job", () => {
    const { validate } = schemaValidator(hrflow);
    fc.assert(
      fc.property(arbitraryOf<BamboohrJobWithPage>("Job", vendor), (given) => {
        expect(validate("JobWrite", formatJob({ ...given, title: { label: "Engineer" } }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("formatProfile", () => {
  it("maps an application with its person, and the resume by its id", () => {
    expect(formatProfile(exampleOf<BamboohrApplication>("ApplicationRich"))).toMatchObject({
      ...{ reference: "61", created_at: "2026-05-06T07:08:09.000Z", resume: { id: "501" } },
      info: {
        ...{ full_name: "Ada Example", email: "ada@example.com", phone: "+33600000000" },
        location: { text: "2 Example Street, Lyon, Rhone, 69002, France" },
        urls: [{ type: "linkedin" }, { type: "from_resume" }, { url: "https://twitter.com/adaexample" }],
      },
      educations: [{ school: "Example University", title: "College - Bachelor of Science" }],
      tags: expect.arrayContaining([
        { name: "bamboohr_job_id", value: "22" },
        { name: "bamboohr_rating", value: "4" },
      ]),
      metadatas: expect.arrayContaining([
        { name: "bamboohr_updated_at", value: "2026-05-07T10:00:00.000Z" },
        { name: "bamboohr_question_5", value: "Do you have a driving licence?: Yes" },
      ]),
    });
  });

  it("returns what HrFlow.ai's schema accepts, for every application", () => {
    const { validate } = schemaValidator(hrflow);
    fc.assert(
      fc.property(arbitraryOf<BamboohrApplication>("Application", vendor), (application) => {
        const { resume, ...sent } = formatProfile(application);
        expect(validate("ProfileWrite", sent)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
