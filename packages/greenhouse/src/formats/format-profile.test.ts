import { afterEach, expect, it, vi } from "vitest";
import { formatProfile } from "./format-profile";
import type { GreenhouseCandidateRecord } from "./greenhouse-records";

afterEach(() => void vi.unstubAllEnvs());

const base = { id: 4_000_000_531, applications: [], employments: [], educations: [], attachments: [] };
const format = (fields: Partial<GreenhouseCandidateRecord>) => formatProfile({ ...base, ...fields });
const valuesOf = (tags: { name: string; value?: unknown }[] | null | undefined, name: string) =>
  tags?.filter((tag) => tag.name === name).map(({ value }) => value);

it("formatProfile returns little more than a reference for a candidate with nothing", () => {
  expect(format({})).toEqual({
    reference: "4000000531",
    info: { location: { text: null, lat: null, lng: null }, urls: [] },
    text: "",
    tags: [],
    metadatas: [],
  });
});

it("formatProfile takes the first address and number, and makes tags of the others", () => {
  const profile = format({
    email_addresses: [
      { value: " Ada@Example.org ", type: "work" },
      { value: "ada@example.org", type: "personal" },
      { value: "second@example.org; third@example.org", type: "other" },
    ],
    phone_numbers: [
      { value: "+33 1 23 45 67 89", type: "mobile" },
      { value: "+33 9 87 65 43 21", type: "home" },
    ],
  });
  expect(profile.info).toMatchObject({ email: "Ada@Example.org", phone: "+33 1 23 45 67 89" });
  expect(valuesOf(profile.tags, "greenhouse_email")).toEqual([
    "ada@example.org",
    "second@example.org",
    "third@example.org",
  ]);
  expect(valuesOf(profile.tags, "greenhouse_phone")).toEqual(["+33 9 87 65 43 21"]);
});

it("formatProfile has one tag for each job that was applied to, and none for a custom field of that name", () => {
  const profile = format({
    applications: [
      { id: 1, job_id: 77 },
      { id: 2, job_id: 78 },
      { id: 3, job_id: 77 },
      { id: 4, job_id: null, prospective_job_ids: [79] },
    ],
    custom_fields: { job_id: { value: "99" } },
  });
  expect(valuesOf(profile.tags, "greenhouse_job_id")).toEqual(["77", "78"]);
  expect(valuesOf(profile.tags, "greenhouse_prospective_job_id")).toEqual(["79"]);
});

it("formatProfile quotes dates that it cannot read, and takes none for the present or the end", () => {
  const profile = format({
    employments: [
      { company_name: "Mills", title: "Clerk", start_date: "2019-01-01", end_date: "Present" },
      { company_name: "Works", start_date: "1970-01-01T00:00:00Z", end_date: "1970-01-01T00:00:00Z" },
    ],
  });
  expect(profile.experiences?.[0]).toEqual({ company: "Mills", title: "Clerk", date_start: "2019-01-01T00:00:00" });
  expect(profile.experiences?.[1]).not.toHaveProperty("date_end");
  expect(valuesOf(profile.metadatas, "greenhouse_unread_date")?.[0]).toBe(
    'employment "Mills, Clerk": its end "Present" is not a date',
  );
});

it("formatProfile names the newest resume, and no other file", () => {
  const file = { filename: "cv.pdf", type: "resume" as const };
  const profile = format({
    attachments: [
      { ...file, id: 1, created_at: "2026-01-01T00:00:00Z" },
      { ...file, id: 2, created_at: "2026-03-01T00:00:00+02:00" },
      { ...file, id: 3, created_at: "2026-02-01T00:00:00Z" },
      { ...file, id: 4, created_at: "2026-04-01T00:00:00Z", type: "cover_letter" },
    ],
  });
  expect(profile.resume).toEqual({ id: "2", fileName: "cv.pdf" });
  expect(format({ attachments: [{ ...file, type: "other" }] })).not.toHaveProperty("resume");
  const nameOf = (filename: string) => format({ attachments: [{ ...file, id: 1, filename }] }).resume;
  expect(nameOf(" my\u0000\ncv.pdf")).toEqual({ id: "1", fileName: "my cv.pdf" });
  expect(nameOf("\u200b")).toEqual({ id: "1" });
});

it("formatProfile never stores the address of a file, which is valid for seven days", () => {
  const url = "https://s3.example.com/cv.pdf?signature=1";
  const files = ["resume", "cover_letter", "other"].map((type) => ({ type, filename: "cv.pdf", url }));
  expect(JSON.stringify(format({ attachments: files as never }))).not.toContain("s3.example.com");
});

it("formatProfile reads times and days equally in every time zone of the host", () => {
  const candidate = {
    created_at: "2026-01-15T00:00:00",
    updated_at: "2026-01-15T02:00:00+02:00",
    employments: [{ company_name: "Mills", start_date: "2019-01-01", end_date: "2020-12-31T23:30:00-08:00" }],
    educations: [{ school_name: "London", start_at: "2010-09-01T00:00:00Z", end_date_year: 2014 }],
  };
  const offsets = ["UTC", "America/New_York", "Asia/Kolkata"].map((zone) => {
    vi.stubEnv("TZ", zone);
    expect(format(candidate)).toMatchObject({
      created_at: "2026-01-15T00:00:00.000Z",
      experiences: [{ date_start: "2019-01-01T00:00:00", date_end: "2020-12-31T00:00:00" }],
      educations: [{ date_start: "2010-09-01T00:00:00", date_end: "2014-01-01T00:00:00" }],
      metadatas: [{ name: "greenhouse_updated_at", value: "2026-01-15T00:00:00.000Z" }],
    });
    return new Date(2026, 0, 15).getTimezoneOffset();
  });
  expect(offsets).toEqual([0, 300, -330]);
});

it("formatProfile renders a text of names, work and study", () => {
  const profile = format({
    first_name: "Ada",
    last_name: "Example",
    employments: [{ company_name: "Mills", title: "Clerk" }],
    educations: [{ school_name: "London", degree: "Master", discipline: "Mathematics" }],
  });
  expect(profile.text).toBe("Ada Example\nClerk at Mills\nMaster in Mathematics, London");
});

it("formatProfile does not change what it is given, and returns the same for the same", () => {
  const candidate = { ...base, attachments: [{ id: 2, type: "resume" as const }, { id: 1 }], tags: ["b", "a"] };
  const before = structuredClone(candidate);
  expect(formatProfile(candidate)).toEqual(formatProfile(candidate));
  expect(candidate).toEqual(before);
});
