import { afterEach, expect, test, vi } from "vitest";
import type { LeverOpportunityWithResumes, LeverResume } from "../lever-types";
import { formatProfile } from "./format-profile";

afterEach(() => void vi.unstubAllEnvs());

const formatted = (fields: object) => formatProfile({ id: "o1", ...fields } as LeverOpportunityWithResumes);
const resume = (id: string, fields: object): LeverResume => ({ id, ...fields });

test("maps an opportunity without data, as most recorded ones are", () => {
  const sparse = {
    ...{ name: " ", headline: "", location: null, emails: null, phones: null, links: null, tags: null, sources: null },
    ...{ archived: null, updatedAt: null, owner: null, sourcedBy: null, applications: null, resumes: null },
    ...{ contact: { id: "c1", name: null, location: null, emails: null, phones: null } },
  };
  expect(formatted(sparse)).toEqual({
    reference: "o1",
    text: "",
    info: {},
    tags: [{ name: "lever_archived", value: "False" }],
    metadatas: [{ name: "lever_contact", value: "c1" }],
  });
});

test("takes the first e-mail address and phone, and keeps the others as tags, each once", () => {
  const profile = formatted({
    emails: ["Ada <ada@example.com>", "", "a2@example.com"],
    phones: [
      { type: null, value: "+33 6 00 00 00 00" },
      { type: "work", value: "+33700000000" },
    ],
    contact: { id: "c1", emails: ["a2@example.com", "a3@example.com"], phones: [{ value: "+33700000000" }] },
    applications: [{ id: "a1", email: "a4@example.com", phone: null }, "a2"],
  });
  expect(profile.info).toMatchObject({ email: "ada@example.com", phone: "+33 6 00 00 00 00" });
  expect(profile.tags).toEqual([
    { name: "lever_emails", value: "a2@example.com" },
    { name: "lever_emails", value: "a3@example.com" },
    { name: "lever_emails", value: "a4@example.com" },
    { name: "lever_phones", value: "+33700000000" },
    { name: "lever_phone_type", value: "work" },
  ]);
});

test("takes tags for tags, not for skills, as Lever adds the categories of the posting", () => {
  const profile = formatted({ tags: ["Kitchen", "Lyon", "Kitchen"] });
  expect(profile.skills).toBeUndefined();
  expect(profile.tags).toEqual([
    { name: "lever_tags", value: "Kitchen" },
    { name: "lever_tags", value: "Lyon" },
  ]);
});

test("reads experiences and educations of the newest resume that was parsed, and takes the newest file", () => {
  const parsed = (org: string) => ({ positions: [{ org }], schools: null });
  const profile = formatted({
    resumes: [
      resume("old", { createdAt: 1, file: { name: "old.pdf" }, parsedData: parsed("Old Mills") }),
      resume("parsed", { createdAt: 2, file: { name: "parsed.pdf" }, parsedData: parsed("New Mills") }),
      resume("file", { createdAt: 3, file: { name: "cv.pdf", status: "processing" } }),
      resume("online", { createdAt: 4, file: null }),
    ],
  });
  expect(profile.experiences).toEqual([{ company: "New Mills" }]);
  expect(profile.resume).toEqual({ id: "o1/file", fileName: "cv.pdf" });
});

test("renders a text if there is no headline", () => {
  const positions = [{ org: "Mills", title: "Clerk" }];
  const profile = formatted({ name: "Ada Example", resumes: [resume("r1", { parsedData: { positions } })] });
  expect(profile.text).toBe("Ada Example\nClerk at Mills");
});

test("keeps what is known of a date, and says which dates are invalid", () => {
  const positions = [
    { org: "A", start: { year: 2020, month: null }, end: { year: 2021, month: 5 } },
    { org: "B", start: { year: 2022, month: 13 }, end: { year: 2019 } },
    { org: "C", start: { year: null, month: 3 }, end: { year: null, month: null } },
    { org: "D", start: null, end: { year: 1969 } },
    { org: "E", start: { year: 2020 }, end: { year: 2019, month: 1 } },
    { org: null, title: " ", summary: null },
  ];
  const profile = formatted({ resumes: [resume("r1", { parsedData: { positions } })] });
  expect(profile.experiences).toEqual([
    { company: "A", date_start: "2020-01-01T00:00:00", date_end: "2021-05-01T00:00:00" },
    { company: "B", date_end: "2019-01-01T00:00:00" },
    { company: "C" },
    { company: "D", date_end: "1969-01-01T00:00:00" },
    { company: "E", date_start: "2020-01-01T00:00:00" },
  ]);
  expect(profile.metadatas).toEqual(
    [
      'position 2: its start "2022-13" is not a date',
      'position 3: its start "{"year":null,"month":3}" is not a date',
      'position 5: its end "2019-1" is before its start "2020"',
    ].map((value) => ({ name: "lever_unread_date", value })),
  );
});

test("never stores the address of a resume, which only the credential opens", () => {
  const file = { name: "cv.pdf", downloadUrl: "https://hire.lever.co/candidates/o1/resumes/r1/download" };
  expect(JSON.stringify(formatted({ resumes: [resume("r1", { file })] }))).not.toContain("hire.lever.co");
});

test("reads times and days equally in every time zone of the host", () => {
  const positions = [{ org: "Mills", start: { year: 2020, month: 1 }, end: { year: 2021 } }];
  const opportunity = {
    ...{ createdAt: Date.UTC(2024, 0, 1), updatedAt: "2024-01-02T00:00:00" },
    resumes: [resume("r1", { parsedData: { positions } })],
  };
  const offsets = ["UTC", "America/New_York", "Asia/Kolkata"].map((zone) => {
    vi.stubEnv("TZ", zone);
    expect(formatted(opportunity)).toMatchObject({
      created_at: "2024-01-01T00:00:00.000Z",
      experiences: [{ date_start: "2020-01-01T00:00:00", date_end: "2021-01-01T00:00:00" }],
      metadatas: [{ name: "lever_updated_at", value: "2024-01-02T00:00:00.000Z" }],
    });
    return new Date(2024, 0, 1).getTimezoneOffset();
  });
  expect(offsets).toEqual([0, 300, -330]);
});

test("keeps a time of creation that it cannot read", () => {
  expect(formatted({ createdAt: "soon" })).toMatchObject({ metadatas: [{ name: "lever_createdAt", value: "soon" }] });
});

test("does not change what it is given", () => {
  const resumes = Object.freeze([
    Object.freeze(resume("b", { createdAt: 1 })),
    Object.freeze(resume("a", { createdAt: 2 })),
  ]);
  expect(() => formatted(Object.freeze({ resumes, emails: Object.freeze(["a@example.com"]) }))).not.toThrow();
});
