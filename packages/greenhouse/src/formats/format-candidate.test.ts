import { InputError } from "@hrflow-connectors/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bareProfile, fullProfile } from "../__fixtures__/profile";
import { formatCandidate } from "./format-candidate";

describe("formatCandidate", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it("maps everything", () => {
    expect(formatCandidate(fullProfile)).toEqual({
      first_name: "Ada",
      last_name: "Lovelace",
      company: "Engines",
      title: "Analyst",
      applications: [{ job_id: 4000000123 }],
      phone_numbers: [{ value: "+33100000000", type: "mobile" }],
      email_addresses: [{ value: "ada@example.org", type: "personal" }],
      addresses: [{ value: "1 rue de la Paix, Paris", type: "home" }],
      social_media_addresses: [{ value: "https://www.linkedin.com/in/ada" }, { value: "https://github.com/ada" }],
      website_addresses: [{ value: "https://ada.example.org", type: "other" }],
      tags: ["Analysis", "Weaving"],
      employments: [
        { company_name: "Old Mills", title: "Clerk", start_date: "2015-03-01", end_date: "2018-12-31" },
        { company_name: "Engines", title: "Analyst", start_date: "2019-01-01" },
      ],
      educations: [
        {
          school_name: "University of London",
          degree: "Master",
          discipline: "Mathematics",
          start_date: "2010-09-01",
          end_date: "2014-06-30",
        },
      ],
      resume: {
        url: "https://files.example.org/cv-ada.pdf",
        fileName: "cv-ada.pdf",
        text: "Ada Lovelace, analyst",
      },
    });
  });

  it("leaves out what is absent", () => {
    expect(formatCandidate(bareProfile)).toEqual({
      first_name: "Grace",
      last_name: "-",
      applications: [{ job_id: 77 }],
      warnings: ['last_name is "-": the profile has none'],
    });
  });

  it("changes nothing of the profile", () => {
    const before = structuredClone(fullProfile);
    formatCandidate(fullProfile);
    expect(fullProfile).toEqual(before);
  });

  it("puts the text in a note only when there is no resume", () => {
    expect(formatCandidate({ ...fullProfile, attachments: [] })).toMatchObject({ note: "Ada Lovelace, analyst" });
    expect(formatCandidate(fullProfile)).not.toHaveProperty("note");
  });

  it("returns no field that Harvest does not have", () => {
    const item = formatCandidate({ ...fullProfile, attachments: [] });
    expect(item).not.toHaveProperty("notes");
    expect(item).not.toHaveProperty("external_id");
  });

  it("leaves out a null phone and a null e-mail, and accepts null everywhere", () => {
    const nulls = {
      ...bareProfile,
      text: null,
      info: { full_name: "Grace Hopper", email: null, phone: null, location: null, urls: null },
      experiences: [{ company: null, title: null, date_start: null, date_end: null }],
      educations: [{ school: null, title: null }],
      skills: [{ name: null }],
      attachments: null,
    };
    expect(formatCandidate(nulls)).toEqual({
      first_name: "Grace",
      last_name: "Hopper",
      applications: [{ job_id: 77 }],
    });
  });

  it("ignores urls that are not a list, as in old data", () => {
    const info = { full_name: "Grace Hopper", urls: { linkedin: "https://www.linkedin.com/in/grace" } };
    const item = formatCandidate({ ...bareProfile, info: info as never });
    expect(item).not.toHaveProperty("website_addresses");
    expect(item).not.toHaveProperty("social_media_addresses");
  });

  it("lists a URL once, and a social one not again as a website", () => {
    const urls = [
      { type: "linkedin" as const, url: "https://www.linkedin.com/in/g" },
      { type: "from_resume" as const, url: "https://www.linkedin.com/in/g" },
      { type: "from_resume" as const, url: " https://g.example.org " },
      { url: "https://g.example.org" },
    ];
    expect(formatCandidate({ ...bareProfile, info: { full_name: "G H", urls } })).toMatchObject({
      social_media_addresses: [{ value: "https://www.linkedin.com/in/g" }],
      website_addresses: [{ value: "https://g.example.org", type: "other" }],
    });
  });

  it("keeps the day as it is written, whatever its offset and the time zone of the host", () => {
    const experiences = [
      { company: "Navy", title: "Admiral", date_start: "2020-01-01T00:00:00+0200", date_end: "2020-12" },
    ];
    for (const zone of ["UTC", "America/New_York", "Asia/Kolkata"]) {
      vi.stubEnv("TZ", zone);
      expect(formatCandidate({ ...bareProfile, experiences }).employments).toEqual([
        { company_name: "Navy", title: "Admiral", start_date: "2020-01-01", end_date: "2020-12-01" },
      ]);
    }
  });

  it("warns of experiences that Greenhouse does not accept", () => {
    const experiences = [
      { company: "Navy", title: "Admiral" },
      { company: null, title: "Cook", date_start: "soon" },
    ];
    const { employments, warnings, company, title } = formatCandidate({ ...bareProfile, experiences });
    expect(employments).toBeUndefined();
    expect(warnings).toEqual([
      'last_name is "-": the profile has none',
      'employment "Admiral at Navy" not sent: it has no start date',
      'employment "Cook" not sent: it has no company, and its start "soon" is not a date',
    ]);
    expect({ company, title }).toEqual({ company: "Navy", title: "Admiral" });
  });

  it("uses company and title of the newest experience that has any", () => {
    const experiences = [
      { company: "A", title: "a", date_start: "2001-01-01" },
      { company: "B", title: null, date_start: "2011-01-01" },
      { company: "", title: " ", date_start: "2021-01-01" },
      { company: "C", title: "c" },
    ];
    const item = formatCandidate({ ...bareProfile, experiences });
    expect(item.company).toBe("B");
    expect(item).not.toHaveProperty("title");
  });

  it.each([
    ["Master in Physics", { degree: "Master", discipline: "Physics" }],
    ["Bachelor - Arts", { degree: "Bachelor", discipline: "Arts" }],
    ["B.Sc., Computer Science - Honours", { degree: "B.Sc.", discipline: "Computer Science - Honours" }],
    ["PhD", { degree: "PhD" }],
    ["Training", { degree: "Training" }],
    [null, {}],
  ])("splits the title %j", (title, expected) => {
    const educations = [{ school: "MIT", title }];
    expect(formatCandidate({ ...bareProfile, educations }).educations).toEqual([{ school_name: "MIT", ...expected }]);
  });

  it("accepts null, blank and empty values in every field", () => {
    for (const value of [null, undefined, "", " ", [], {}]) {
      for (const path of pathsOf(fullProfile).filter((one) => !refusing.test(one))) {
        const item = formatCandidate(withValueAt(fullProfile, path, value));
        const texts = JSON.stringify({ ...item, applications: [] });
        expect(texts, path).not.toMatch(/:null|:""|:" "|\[null|\{\}/);
      }
    }
  });

  it("refuses a profile without any name", () => {
    const nameless = { ...bareProfile, info: { full_name: " ", first_name: "", last_name: null } };
    expect(() => formatCandidate(nameless)).toThrow(InputError);
    expect(() => formatCandidate(nameless)).toThrow(/first_name.*last_name.*full_name/);
    expect(() => formatCandidate({ ...bareProfile, info: null })).toThrow(InputError);
  });
});

/** Without one of them, the profile is refused; also without `info`, which holds the name. */
const refusing = /^(tags|info$)/;

function pathsOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, entry]) => pathsOf(entry, path ? `${path}.${key}` : key));
  return path ? [path, ...below] : below;
}

function withValueAt<T>(source: T, path: string, value: unknown): T {
  const copy = structuredClone(source);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce((object, key) => object[key] as Record<string, unknown>, copy as Record<string, unknown>);
  parent[last] = value;
  return copy;
}
