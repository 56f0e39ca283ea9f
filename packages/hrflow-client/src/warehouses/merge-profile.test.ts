import { describe, expect, test } from "vitest";
import { storedProfile } from "../__fixtures__/hrflow";
import type { HrflowProfileWrite } from "../hrflow-types";
import { mergeProfile } from "./merge-profile";
import { asWritten, keptFields } from "./written-fields";

const known: HrflowProfileWrite = { info: { full_name: "Ada" }, text: "Ada" };
const [edited, parsed] = [{ isParsed: false }, { isParsed: true }];

const merge = (
  before: Partial<HrflowProfileWrite>,
  given: Partial<HrflowProfileWrite>,
  rules: { isParsed: boolean } = edited,
) => mergeProfile({ ...known, ...before }, given, rules);

test("keeps what is not given: absent fields, null, blank texts", () => {
  const info = { full_name: "Ada", phone: "+33 1", date_birth: "1990-01-02" };
  const given = { info: { full_name: "", phone: null, email: "ada@example.com" }, text: "", skills: null };

  expect(merge({ info, skills: [{ name: "Go", type: null }] }, given)).toEqual({
    info: { ...info, email: "ada@example.com" },
    text: "Ada",
    skills: [{ name: "Go", type: null }],
  });
});

test("neither the known profile nor what is given is changed", () => {
  const before = { ...known, tags: [{ name: "a", value: "1" }] };
  const given = { tags: [{ name: "a", value: "2" }] };
  const copies = structuredClone([before, given]);
  mergeProfile(before, given, parsed);

  expect([before, given]).toEqual(copies);
});

describe("a location", () => {
  const location = { text: "Lyon, France", lat: 45.7, lng: 4.8, fields: { city: "lyon" } };

  test("keeps its coordinates if its text is the same", () => {
    const given = { info: { location: { text: "LYON,  France", lat: null } } };
    expect(merge({ info: { location } }, given).info.location).toEqual({ ...location, text: "LYON,  France" });
  });

  test("of another text has none of them", () => {
    expect(merge({ info: { location } }, { info: { location: { text: "Paris" } } }).info.location).toEqual({
      text: "Paris",
    });
  });

  test("without a text changes nothing", () => {
    expect(merge({ info: { location } }, { info: { location: { text: null } } }).info.location).toEqual(location);
  });
});

test("unites links", () => {
  const urls = [{ type: "linkedin" as const, url: "https://linkedin.com/in/ada" }];
  const given = { info: { urls: [...urls, { type: "github" as const, url: "https://github.com/ada" }] } };

  expect(merge({ info: { urls } }, given).info.urls).toEqual(given.info.urls);
});

test("replaces all tags of a name, numbered ones as one, and keeps the others", () => {
  const tags = [
    { name: "owner", value: "Grace" },
    { name: "acme_tag_0", value: "one" },
    { name: "acme_tag_1", value: "two" },
    { name: "acme_job_id", value: "1" },
  ];
  const given = [
    { name: "acme_tag_0", value: "two" },
    { name: "acme_job_id", value: "1" },
    { name: "acme_job_id", value: "2" },
  ];

  expect(merge({ tags }, { tags: given }).tags).toEqual([
    { name: "owner", value: "Grace" },
    { name: "acme_job_id", value: "1" },
    { name: "acme_tag_0", value: "two" },
    { name: "acme_job_id", value: "2" },
  ]);
});

test("gives the label of a job its stage, and keeps those of other jobs", () => {
  const labels = [
    { board_key: "b", job_key: "k1", job_reference: "1", stage: "new" as const, rating: 1 },
    { board_key: "b", job_key: "k2", job_reference: "2", stage: "yes" as const },
  ];
  const given = [{ board_key: "b", job_reference: "1", stage: "no" as const }];

  expect(merge({ labels }, { labels: given }).labels).toEqual([{ ...labels[0], stage: "no" }, labels[1]]);
});

test("keeps the labels of two jobs apart that have no reference", () => {
  const label = { board_key: "b", job_reference: null, stage: "new" as const };
  const labels = [{ ...label, job_key: "k1" }];
  const given = [{ ...label, job_key: "k2" }];

  expect(merge({ labels }, { labels: given }).labels).toEqual([...labels, ...given]);
});

describe("lists", () => {
  const experiences = [
    { key: "k1", company: "Acme", title: "Baker", date_start: "2020-03-01T00:00:00", description: "Bread." },
    { key: "k2", company: "Acme", title: "Chef", date_start: "2022-01-01T00:00:00" },
  ];
  const given = [
    { company: "ACME", title: "Baker", date_start: "2020-01-01", date_end: "2021-12-31" },
    { company: "Globex", title: "Chef" },
  ];

  test("replace those that are known, each entry with what is known of it", () => {
    expect(merge({ experiences }, { experiences: given }).experiences).toEqual([
      { ...experiences[0], ...given[0] },
      given[1],
    ]);
  });

  test("are united with those of a resume without duplicates", () => {
    expect(merge({ experiences }, { experiences: given }, parsed).experiences).toEqual([
      { ...experiences[0], ...given[0] },
      experiences[1],
      given[1],
    ]);
  });

  test("hold two periods that differ in title or year", () => {
    const periods = [
      { company: "Acme", title: "Baker", date_start: "2018-01-01" },
      { company: "Acme", title: "Head baker", date_start: "2020-01-01" },
    ];
    expect(merge({ experiences }, { experiences: periods }, parsed).experiences).toHaveLength(4);
  });

  test.each(["skills", "languages", "certifications", "courses", "tasks", "interests"] as const)(
    "of %s are united by name",
    (field) => {
      const before = { [field]: [{ name: "Go", type: "hard", value: "3" }] };
      const now = {
        [field]: [
          { name: "GO", type: null },
          { name: "Rust", type: null },
        ],
      };
      expect(merge(before, now, parsed)[field]).toEqual([
        { name: "GO", type: "hard", value: "3" },
        { name: "Rust", type: null },
      ]);
    },
  );

  test("of schools are united", () => {
    const educations = [{ school: "MIT", title: "BSc", date_start: "2010-09-01T00:00:00+0000" }];
    const now = [{ school: "MIT", date_start: "2010-01-01" }, { school: "ETH" }];
    expect(merge({ educations }, { educations: now }, parsed).educations).toEqual([
      { ...educations[0], date_start: "2010-01-01" },
      { school: "ETH" },
    ]);
  });
});

test("keeps the text of a resume, and replaces one that was built from the profile", () => {
  expect(merge({}, { text: "Ada, baker" }, parsed).text).toBe("Ada");
  expect(merge({}, { text: "Ada, baker" }).text).toBe("Ada, baker");
  expect(merge({ text: "" }, { text: "Ada, baker" }, parsed).text).toBe("Ada, baker");
});

test("keeps a time as HrFlow.ai writes it if it is the same", () => {
  const created_at = "2026-01-02T03:04:05+0000";
  expect(merge({ created_at }, { created_at: "2026-01-02T03:04:05.000Z" }).created_at).toBe(created_at);
});

test.each([edited, parsed])("merging the same again changes nothing: %j", (rules) => {
  const given: Partial<HrflowProfileWrite> = {
    info: { full_name: "Ada", location: { text: "Lyon" }, urls: [{ type: "github", url: "https://github.com/ada" }] },
    experiences: [
      { company: "Acme", title: "Baker" },
      { company: "Acme", title: "Baker" },
    ],
    skills: [{ name: "Go", type: "hard" }],
    tags: [
      { name: "a_0", value: "1" },
      { name: "a_1", value: "2" },
    ],
    labels: [{ board_key: "b", job_key: "k", stage: "new" }],
  };
  const once = merge({}, given, rules);

  expect(JSON.stringify(mergeProfile(once, given, rules))).toBe(JSON.stringify(once));
});

test("sends nothing again that HrFlow.ai manages itself", () => {
  const managed = { id: 1, archive: null, archived_at: null, updated_at: "2026-01-02T03:04:05+0000" };
  const attachments = [{ type: "resume", public_url: "https://files.example.com/ada.pdf" }];

  expect(keptFields({ ...storedProfile, ...managed, attachments, text: null })).toEqual({
    ...{ key: storedProfile.key, reference: "person-1", info: storedProfile.info, text: "" },
  });
});

test("entries that show nothing to know them by are not added again", () => {
  const experiences = [{ description: "A gap year" }];
  const labels = [{ board_key: "b", stage: "new" as const }];

  expect(merge({ experiences, labels }, { experiences, labels }, parsed)).toMatchObject({ experiences, labels });
});

test("what HrFlow.ai requires of an entry is added, and an entry without a name or an address is left out", () => {
  const stored = {
    ...storedProfile,
    info: { location: { lat: 1 }, urls: [{ url: "https://ada.example" }, { type: "github" }] },
    skills: [{ name: "Go" }, { name: null }],
    tags: [{ value: "1" }, { name: "a" }],
    experiences: [{ company: "Acme", skills: [{ name: "Go" }], location: {}, tasks: [{}] }],
  };
  expect(asWritten(keptFields(stored as never))).toEqual({
    ...{ key: storedProfile.key, reference: "person-1", text: "" },
    info: { location: { text: null, lat: 1 }, urls: [{ type: "from_resume", url: "https://ada.example" }] },
    skills: [{ name: "Go", type: null }],
    tags: [{ name: "a" }],
    experiences: [{ company: "Acme", skills: [{ name: "Go", type: null }], location: { text: null }, tasks: [] }],
  });
});

test("dates of experiences are written without an offset in UTC; other offsets stay", () => {
  const experiences = [
    { date_start: "2020-03-01T00:00:00+0000", date_end: "2021-03-01T00:00:00.000Z" },
    { date_start: "2020-03-01T00:00:00+02:00", date_end: "Present" },
    { date_start: null },
  ];
  expect(asWritten({ ...known, experiences }).experiences).toEqual([
    { date_start: "2020-03-01T00:00:00", date_end: "2021-03-01T00:00:00" },
    experiences[1],
    { date_start: null },
  ]);
});

test("dates of periods are written with a time", () => {
  const periods = [{ date_start: "2020-03", date_end: "2021-03-31" }];
  const { experiences, educations } = asWritten({ ...known, experiences: periods, educations: periods });
  const written = [{ date_start: "2020-03-01T00:00:00", date_end: "2021-03-31T00:00:00" }];

  expect([experiences, educations]).toEqual([written, written]);
});

test.each<[string, object, object]>([
  [
    "skills",
    { skills: [{}, { name: "", type: "hard" }] },
    {
      skills: [
        { name: "", type: "hard" },
        { name: "", type: "hard", value: null },
      ],
    },
  ],
  ["tasks", { tasks: [{ value: "" }] }, { tasks: [{ name: "" }, { name: "" }] }],
  [
    "links",
    { info: { urls: [{ url: "ada.example" }] } },
    {
      info: {
        urls: [
          { type: "github", url: null },
          { type: "github", url: "ada.example" },
        ],
      },
    },
  ],
])("a repeated merge of %s that look alike changes nothing", (_, known, given) => {
  for (const isParsed of [true, false]) {
    const merge = (before: object) => mergeProfile(before as never, given, { isParsed });
    const merged = merge(known);
    expect(merge(merged)).toEqual(merged);
  }
});
