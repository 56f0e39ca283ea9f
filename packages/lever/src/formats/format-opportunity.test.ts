import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { formatOpportunity } from "./format-opportunity";

const source = { key: "s", name: "Careers", type: "api", subtype: "http_api", environment: "test" } as const;
const format = (profile: object) => formatOpportunity({ source_key: "s", source, ...profile } as HrflowProfile);
const always = { origin: "sourced", sources: ["HrFlow.ai"] };

const zone = process.env.TZ;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-01T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test("maps every field of a profile", () => {
  const profile = {
    key: "k",
    reference: "r",
    created_at: "2023-06-20T15:25:07+0000",
    info: {
      full_name: " Ada Example ",
      first_name: "Augusta",
      last_name: "Else",
      email: " ada@example.com ",
      phone: " +33600000000 ",
      location: { text: " 1 rue de Lyon, Paris ", lat: 1, lng: 2 },
      urls: [
        { type: "linkedin", url: "https://www.linkedin.com/in/ada" },
        { type: "from_resume", url: " https://ada.example.com " },
        { type: "from_resume", url: "https://ada.example.com" },
      ],
      summary: "Bakes.",
    },
    experiences: [{ company: "Bakery" }, { company: " Mill " }, { company: "Bakery" }],
    educations: [{ school: "School of Bread" }, { school: "Mill" }],
    skills: [{ name: "Baking", type: "hard" }, { name: " Patience" }, { name: "Baking" }],
    tags: [
      { name: "lever_posting_id", value: "p1" },
      { name: "other", value: "x" },
      { name: "lever_posting_id", value: " p2 " },
      { name: "lever_posting_id", value: "p1" },
    ],
    attachments: [{ type: "resume", public_url: "https://files.example.com/cv", file_name: "cv", extension: ".pdf" }],
  };

  expect(format(profile)).toEqual({
    name: "Ada Example",
    headline: "Bakery, Mill, School of Bread",
    location: "1 rue de Lyon, Paris",
    phones: [{ type: "mobile", value: "+33600000000" }],
    emails: ["ada@example.com"],
    links: ["https://www.linkedin.com/in/ada", "https://ada.example.com"],
    tags: ["Baking", "Patience"],
    postings: ["p1", "p2"],
    createdAt: 1687274707000,
    resume: { url: "https://files.example.com/cv", fileName: "cv.pdf" },
    origin: "sourced",
    sources: ["HrFlow.ai"],
  });
});

test("sends nothing for what is null, absent or empty", () => {
  const nulls = {
    key: null,
    reference: null,
    created_at: null,
    info: {
      full_name: null,
      first_name: null,
      last_name: null,
      email: null,
      phone: null,
      location: { text: null, lat: null, lng: null, fields: [] },
      urls: null,
    },
    experiences: null,
    educations: null,
    skills: null,
    tags: null,
    attachments: null,
  };
  const blanks = {
    created_at: "",
    info: {
      full_name: " ",
      first_name: "",
      last_name: "",
      email: "",
      phone: " ",
      location: null,
      urls: [{ url: null }, { url: "" }, null],
    },
    experiences: [{ company: null }, { company: "" }, {}, null],
    educations: [{ school: null }, { school: " " }, {}, null],
    skills: [{ name: null }, { name: "" }, {}, null],
    tags: [{ name: "lever_posting_id", value: null }, { name: "lever_posting_id", value: "" }, { name: null }, null],
    attachments: [{ type: "resume", public_url: null }, null],
  };
  for (const profile of [nulls, blanks, { info: null }, {}]) expect(format(profile)).toEqual(always);
});

test.each([
  [{ first_name: "Ada", last_name: "Example" }, "Ada Example"],
  [{ full_name: null, first_name: null, last_name: "Example" }, "Example"],
  [{ full_name: "", first_name: " Ada ", last_name: null }, "Ada"],
  [{ first_name: "Ali", last_name: "Ali" }, "Ali Ali"],
])("joins a name from its parts: %j", (info, name) => {
  expect(format({ info })).toEqual({ ...always, name });
});

test("leaves no gap in the headline for companies and schools that are null", () => {
  const experiences = [{ company: null }, { company: "Bakery" }, { company: "" }];
  const educations = [{ school: "" }, { school: "School of Bread" }, { school: null }];

  expect(format({ experiences, educations }).headline).toBe("Bakery, School of Bread");
  expect(format({ educations }).headline).toBe("School of Bread");
});

test("ignores links in the old form, an object by type", () => {
  const urls = { from_resume: ["https://ada.example.com"], linkedin: "https://www.linkedin.com/in/ada", twitter: "" };

  expect(format({ info: { full_name: "Ada Example", urls } })).toEqual({ ...always, name: "Ada Example" });
});

test("sends a numeric posting id as text", () => {
  expect(format({ tags: [{ name: "lever_posting_id", value: 12 }] }).postings).toEqual(["12"]);
});

test.each([
  ["2023-06-20T15:25:07+0000", 1687274707000],
  ["2023-06-20T15:25:07+00:00", 1687274707000],
  ["2023-06-20T17:25:07+0200", 1687274707000],
  ["2023-06-20T10:25:07.250-05:00", 1687274707250],
  ["2023-06-20T15:25:07Z", 1687274707000],
  ["2023-06-20T15:25:07", 1687274707000],
  ["2023-06-20", 1687219200000],
])("maps createdAt %s equally in every time zone of the host", (created_at, createdAt) => {
  const offsets = ["UTC", "America/New_York", "Asia/Kolkata"].map((name) => {
    process.env.TZ = name;
    expect(format({ created_at })).toEqual({ ...always, createdAt });
    return new Date(2023, 5, 20).getTimezoneOffset();
  });
  expect(offsets).toEqual([0, 240, -330]);
});

test.each([
  ["in the future", "2026-03-01T12:00:01+0000"],
  ["now", "2026-03-01T12:00:00+0000"],
])("leaves out a created_at that is %s", (_, created_at) => {
  expect(format({ created_at })).toEqual(always);
});

test.each([
  ["before 1970", "1969-12-31T23:59:59"],
  ["not a date", "yesterday"],
  ["not a day", "2023-02-30T00:00:00Z"],
])("leaves out a created_at that is %s, with a warning that quotes it", (_, created_at) => {
  const warnings = [`createdAt is the time of this push: created_at "${created_at}" is not a date`];
  expect(format({ created_at })).toEqual({ ...always, warnings });
});

test("changes nothing in the profile, and shares nothing between two results", () => {
  const profile = {
    info: { full_name: "Ada Example", urls: [{ url: "https://ada.example.com" }] },
    skills: [{ name: "Baking" }],
  };
  const copy = structuredClone(profile);
  const first = format(profile);
  first.sources?.push("changed");

  expect(profile).toEqual(copy);
  expect(format(profile).sources).toEqual(["HrFlow.ai"]);
});
