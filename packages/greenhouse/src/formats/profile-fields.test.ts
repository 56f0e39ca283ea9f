import { loadDocument, schemaPaths } from "@hrflow-connectors/testing";
import { describe, expect, it } from "vitest";
import type { GreenhouseV1Candidate } from "../greenhouse-types";
import { formatProfile } from "./format-profile";
import { type GreenhouseCandidateRecord, recordOfV1 } from "./greenhouse-records";

const load = (name: string) => loadDocument(new URL(`../../../../specs/${name}/openapi.yaml`, import.meta.url));
const v3 = await load("greenhouse-harvest-v3");
const v1 = await load("greenhouse-harvest-v1");

const at = "2026-01-05T08:00:00.000Z";
const tag = (name: string, value: string) => ({ tags: [{ name: `greenhouse_${name}`, value }] });
const metadata = (name: string, value: string) => ({ metadatas: [{ name: `greenhouse_${name}`, value }] });
const ofApplication = (name: string, value: string) => metadata(`application_5_${name}`, value);

type Rows = Record<string, [source: object, formatted: object]>;

const candidateRows: Rows = {
  id: [{}, { reference: "1" }],
  created_at: [{ created_at: at }, { created_at: at }],
  updated_at: [{ updated_at: at }, metadata("updated_at", at)],
  first_name: [{ first_name: "Ada" }, { info: { first_name: "Ada" } }],
  last_name: [{ last_name: "Example" }, { info: { last_name: "Example" } }],
  company: [{ company: "Mills" }, tag("company", "Mills")],
  title: [{ title: "Clerk" }, tag("title", "Clerk")],
  can_email: [{ can_email: false }, tag("can_email", "False")],
  "tags[]": [{ tags: ["Analyst"] }, tag("tag", "Analyst")],
  "linked_user_ids[]": [{ linked_user_ids: [7] }, metadata("linked_user_id", "7")],
  "phone_numbers[].value": [{ phone_numbers: [{ value: "+33 1" }] }, { info: { phone: "+33 1" } }],
  "email_addresses[].value": [{ email_addresses: [{ value: "a@b.example" }] }, { info: { email: "a@b.example" } }],
  "addresses[].value": [{ addresses: [{ value: "Lyon" }] }, { info: { location: { text: "Lyon" } } }],
  "addresses[].type": [
    {
      addresses: [
        { value: "Paris", type: "work" },
        { value: "Lyon", type: "home" },
      ],
    },
    { info: { location: { text: "Lyon" } }, tags: [{ name: "greenhouse_address", value: "Paris" }] },
  ],
  "website_addresses[].value": [
    { website_addresses: [{ value: "https://ada.example" }] },
    { info: { urls: [{ type: "from_resume", url: "https://ada.example" }] } },
  ],
  "social_media_addresses[].value": [
    { social_media_addresses: [{ value: "https://github.com/ada" }] },
    { info: { urls: [{ type: "github", url: "https://github.com/ada" }] } },
  ],
};

const v3Rows: Rows = {
  ...candidateRows,
  preferred_name: [{ preferred_name: "Countess" }, tag("preferred_name", "Countess")],
  last_activity_at: [{ last_activity_at: at }, metadata("last_activity_at", at)],
  private: [{ private: true }, tag("private", "True")],
  time_zone: [{ time_zone: "Paris" }, tag("time_zone", "Paris")],
  custom_fields: [{ custom_fields: { notice: { value: "soon" } } }, tag("notice", "soon")],
};

const kind = "What kind of number or address it is makes no difference in HrFlow.ai.";
const leftOut: Record<string, string> = {
  "phone_numbers[].type": kind,
  "email_addresses[].type": kind,
  "website_addresses[].type": "The host of a link shows what it is.",
};

/** Parts in Harvest v3: the same field of a candidate with one part, whose id is 5. */
const parts: Record<string, { schema: string; rows: Rows; leftOut: Record<string, string> }> = {
  applications: {
    schema: "Application",
    rows: {
      id: [{ status: "hired" }, ofApplication("status", "hired")],
      job_id: [{ job_id: 77 }, tag("job_id", "77")],
      status: [{ status: "hired" }, tag("application_status", "hired")],
      stage_name: [{ stage_name: "Offer" }, tag("stage_name", "Offer")],
      "prospective_job_ids[]": [{ prospective_job_ids: [78] }, tag("prospective_job_id", "78")],
      ...Object.fromEntries(
        ["job_post_id", "source_id", "referrer_id", "recruiter_id", "coordinator_id", "agency_note_id", "stage_id"].map(
          (name) => [name, [{ [name]: 9 }, ofApplication(name, "9")]],
        ),
      ),
      job_interview_stage_id: [{ job_interview_stage_id: 9 }, ofApplication("job_interview_stage_id", "9")],
      ...Object.fromEntries(
        ["created_at", "updated_at", "rejected_at", "last_activity_at"].map((name) => [
          name,
          [{ [name]: at }, ofApplication(name, at)],
        ]),
      ),
      needs_decision: [{ needs_decision: true }, ofApplication("needs_decision", "True")],
      prospect: [{ prospect: true }, ofApplication("prospect", "True")],
      location_address: [{ location_address: "Lyon" }, ofApplication("location_address", "Lyon")],
      "answers[].question": [
        { answers: [{ question: "Why?", answer: "Why not" }] },
        ofApplication("answer", "Why?: Why not"),
      ],
      "answers[].answer": [{ answers: [{ answer: "Why not" }] }, ofApplication("answer", "Why not")],
      custom_fields: [{ custom_fields: { salary: { value: 5 } } }, ofApplication("salary", "5")],
    },
    leftOut: { candidate_id: "It is the candidate's own." },
  },
  employments: {
    schema: "CandidateEmployment",
    rows: {
      company_name: [{ company_name: "Mills" }, { experiences: [{ company: "Mills" }] }],
      title: [{ title: "Clerk" }, { experiences: [{ title: "Clerk" }] }],
      start_date: [{ start_date: "2019-01-02" }, { experiences: [{ date_start: "2019-01-02T00:00:00" }] }],
      end_date: [{ end_date: "2020-01-02" }, { experiences: [{ date_end: "2020-01-02T00:00:00" }] }],
    },
    leftOut: {},
  },
  educations: {
    schema: "CandidateEducation",
    rows: {
      start_at: [{ start_at: "2010-09-01T00:00:00Z" }, { educations: [{ date_start: "2010-09-01T00:00:00" }] }],
      end_at: [{ end_at: "2014-06-30T00:00:00Z" }, { educations: [{ date_end: "2014-06-30T00:00:00" }] }],
      start_date_year: [{ start_date_year: 2010 }, { educations: [{ date_start: "2010-01-01T00:00:00" }] }],
      start_date_month: [
        { start_date_year: 2010, start_date_month: 9 },
        { educations: [{ date_start: "2010-09-01T00:00:00" }] },
      ],
      end_date_year: [{ end_date_year: 2014 }, { educations: [{ date_end: "2014-01-01T00:00:00" }] }],
      end_date_month: [
        { end_date_year: 2014, end_date_month: 6 },
        { educations: [{ date_end: "2014-06-01T00:00:00" }] },
      ],
      school_name_custom_field_option_id: [{ school_name: "London" }, { educations: [{ school: "London" }] }],
      degree_custom_field_option_id: [{ degree: "Master" }, { educations: [{ title: "Master" }] }],
      discipline_custom_field_option_id: [
        { degree: "Master", discipline: "Maths" },
        { educations: [{ title: "Master in Maths" }] },
      ],
    },
    leftOut: {},
  },
  attachments: {
    schema: "Attachment",
    rows: {
      id: [{ type: "resume", filename: "cv.pdf" }, { resume: { id: "5", fileName: "cv.pdf" } }],
      type: [{ type: "other", filename: "a.pdf" }, metadata("attachment", "other: a.pdf")],
      filename: [{ filename: "a.pdf" }, metadata("attachment", "a.pdf")],
    },
    leftOut: {
      url: "It is valid for seven days: the file is found by its id.",
      application_id: "Files are the candidate's in HrFlow.ai.",
      content_type: "The bytes of the file show it.",
      visibility: "HrFlow.ai has no such rule.",
    },
  },
};
const ofParts: Record<string, string> = {
  id: "The part is in its place in the profile.",
  candidate_id: "It is the candidate's own.",
  created_at: "When it was written down, not when it was.",
  updated_at: "When it was written down, not when it was.",
  latest: "Dates show it.",
};

const base = { id: 1, applications: [], employments: [], educations: [], attachments: [] };
const format = (fields: object) => formatProfile({ ...base, ...fields } as GreenhouseCandidateRecord);

/** Compares lists by what they hold, so that other tags may stand beside. */
function holds(formatted: object): object {
  return Object.fromEntries(
    Object.entries(formatted).map(([name, value]) => [
      name,
      name === "tags" || name === "metadatas" ? expect.arrayContaining(value as object[]) : value,
    ]),
  );
}

const isBelow = (path: string, above: string) =>
  path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`);

function unmapped(paths: string[], rows: Rows, reasons: Record<string, string>) {
  const names = [...Object.keys(rows), ...Object.keys(reasons)];
  return {
    lost: paths.filter((path) => !names.some((name) => isBelow(path, name))),
    unknown: names.filter((name) => !paths.some((path) => isBelow(path, name))),
  };
}

describe("formatProfile", () => {
  it.each(Object.entries(v3Rows))("keeps the field %s of a candidate", (_, [fields, formatted]) => {
    expect(format(fields)).toMatchObject(holds(formatted));
  });

  it("loses no field of a candidate of Harvest v3, except on purpose", () => {
    expect(unmapped(schemaPaths("Candidate", v3), v3Rows, leftOut)).toEqual({ lost: [], unknown: [] });
  });

  describe.each(Object.entries(parts))("for %s", (list, { schema, rows, leftOut: reasons }) => {
    it.each(Object.entries(rows))("keeps the field %s", (_, [fields, formatted]) => {
      expect(format({ [list]: [{ id: 5, ...fields }] })).toMatchObject(holds(formatted));
    });

    it("loses no field, except on purpose", () => {
      expect(unmapped(schemaPaths(schema, v3), rows, { ...ofParts, ...reasons }).lost).toEqual([]);
      expect(unmapped(schemaPaths(schema, v3), rows, reasons).unknown).toEqual([]);
    });
  });
});

const name = { name: "Bob" };
const v1Rows: Rows = {
  ...candidateRows,
  last_activity: [{ last_activity: at }, metadata("last_activity_at", at)],
  is_private: [{ is_private: true }, tag("private", "True")],
  "attachments[].filename": [
    { attachments: [{ filename: "cv.pdf", type: "resume", url: "https://x.example" }] },
    { resume: { id: "1", fileName: "cv.pdf" } },
  ],
  "attachments[].type": [
    { attachments: [{ filename: "a.pdf", type: "other" }] },
    metadata("attachment", "other: a.pdf"),
  ],
  "attachments[].created_at": [
    {
      attachments: [
        { filename: "old.pdf", type: "resume", created_at: "2025-01-01T00:00:00Z" },
        { filename: "new.pdf", type: "resume", created_at: at },
      ],
    },
    { resume: { id: "1", fileName: "new.pdf" } },
  ],
  "recruiter.name": [{ recruiter: name }, metadata("recruiter", "Bob")],
  "coordinator.name": [{ coordinator: name }, metadata("coordinator", "Bob")],
  "educations[].school_name": [{ educations: [{ school_name: "London" }] }, { educations: [{ school: "London" }] }],
  "educations[].degree": [{ educations: [{ degree: "Master" }] }, { educations: [{ title: "Master" }] }],
  "educations[].discipline": [{ educations: [{ discipline: "Maths" }] }, { educations: [{ title: "Maths" }] }],
  "educations[].start_date": [
    { educations: [{ start_date: "2010-09-01T00:00:00Z" }] },
    { educations: [{ date_start: "2010-09-01T00:00:00" }] },
  ],
  "educations[].end_date": [
    { educations: [{ end_date: "2014-06-30T00:00:00Z" }] },
    { educations: [{ date_end: "2014-06-30T00:00:00" }] },
  ],
  "employments[].company_name": [{ employments: [{ company_name: "Mills" }] }, { experiences: [{ company: "Mills" }] }],
  "employments[].title": [{ employments: [{ title: "Clerk" }] }, { experiences: [{ title: "Clerk" }] }],
  "employments[].start_date": [
    { employments: [{ start_date: "2019-01-02T00:00:00Z" }] },
    { experiences: [{ date_start: "2019-01-02T00:00:00" }] },
  ],
  "employments[].end_date": [
    { employments: [{ end_date: "2020-01-02T00:00:00Z" }] },
    { experiences: [{ date_end: "2020-01-02T00:00:00" }] },
  ],
  custom_fields: [{ custom_fields: { notice: "soon" } }, tag("notice", "soon")],
  keyed_custom_fields: [{ keyed_custom_fields: { notice: { value: "soon" } } }, tag("notice", "soon")],
};
const v1ApplicationRows: Rows = {
  "jobs[].id": [{ jobs: [{ id: 77 }] }, tag("job_id", "77")],
  "jobs[].name": [{ jobs: [{ id: 77, ...name }] }, ofApplication("job_name", "Bob")],
  applied_at: [{ applied_at: at }, ofApplication("created_at", at)],
  "source.id": [{ source: { id: 3 } }, ofApplication("source_id", "3")],
  "source.public_name": [{ source: { public_name: "Fair" } }, ofApplication("source", "Fair")],
  "location.address": [{ location: { address: "Lyon" } }, ofApplication("location_address", "Lyon")],
  "current_stage.name": [{ current_stage: { name: "Offer" } }, tag("stage_name", "Offer")],
  "credited_to.name": [{ credited_to: name }, ofApplication("credited_to", "Bob")],
  "recruiter.name": [{ recruiter: name }, ofApplication("recruiter", "Bob")],
  "coordinator.name": [{ coordinator: name }, ofApplication("coordinator", "Bob")],
  "rejection_reason.name": [{ rejection_reason: { name: "Cold" } }, ofApplication("rejection_reason", "Cold")],
  "rejection_details.keyed_custom_fields": [
    { rejection_details: { keyed_custom_fields: { why: { value: "x" } } } },
    ofApplication("rejection_why", "x"),
  ],
  "prospective_office.name": [{ prospective_office: { name: "Lyon" } }, ofApplication("prospective_office", "Lyon")],
  "prospective_department.name": [{ prospective_department: name }, ofApplication("prospective_department", "Bob")],
  "prospect_detail.prospect_pool.name": [
    { prospect_detail: { prospect_pool: name } },
    ofApplication("prospect_pool", "Bob"),
  ],
  keyed_custom_fields: [{ keyed_custom_fields: { salary: { value: 5 } } }, ofApplication("salary", "5")],
};
/** Rows of applications in Harvest v3 that v1 spells alike. */
const sameInBoth = parts.applications?.rows ?? {};
const why = "Names tell it, which are metadatas.";
const v1ApplicationIds: Record<string, string> = {
  "attachments[]": "They are those of the candidate.",
  credited_to: why,
  recruiter: why,
  coordinator: why,
  prospective_office: why,
  prospective_department: why,
  "current_stage.id": why,
};
const v1LeftOut: Record<string, string> = {
  ...leftOut,
  photo_url: "Always null since 2020.",
  "application_ids[]": "They are those of the applications.",
  applications: "Another test lists their fields.",
  "attachments[].url": "It is valid for seven days: the file is found by its name.",
  "educations[].id": "The part is in its place in the profile.",
  "employments[].id": "The part is in its place in the profile.",
  recruiter: "The name is a metadata, which identifies the person.",
  coordinator: "The name is a metadata, which identifies the person.",
};

describe("formatProfile of a candidate of Harvest v1", () => {
  const formatV1 = (fields: object) => formatProfile(recordOfV1({ id: 1, ...fields } as GreenhouseV1Candidate));

  it("names the resume by the candidate, also if the file shows an id", () => {
    const attachments = [{ id: 9, type: "resume", filename: "cv.pdf", url: "https://files.example.org/cv.pdf" }];
    expect(formatV1({ attachments }).resume).toEqual({ id: "1", fileName: "cv.pdf" });
  });

  it.each(Object.entries(v1Rows))("keeps the field %s", (_, [fields, formatted]) => {
    expect(formatV1(fields)).toMatchObject(holds(formatted));
  });

  it.each(Object.entries(v1ApplicationRows))("keeps the field %s of an application", (_, [fields, formatted]) => {
    expect(formatV1({ applications: [{ id: 5, ...fields }] })).toMatchObject(holds(formatted));
  });

  it("loses no field, except on purpose", () => {
    expect(unmapped(schemaPaths("Candidate", v1), v1Rows, v1LeftOut).lost).toEqual([]);
    const reasons = {
      ...ofParts,
      rejection_details: why,
      rejection_reason: why,
      prospect_detail: why,
      ...v1ApplicationIds,
    };
    expect(unmapped(schemaPaths("Application", v1), { ...v1ApplicationRows, ...sameInBoth }, reasons).lost).toEqual([]);
  });
});
