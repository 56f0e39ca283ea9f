import { afterEach, expect, test } from "vitest";
import type { LeverPosting } from "../lever-types";
import { formatJob } from "./format-job";

const format = (posting: object) => formatJob({ id: "p1", ...posting } as LeverPosting);
const bare = {
  reference: "p1",
  name: "",
  location: { text: null, lat: null, lng: null },
  sections: [],
  tags: [],
  metadatas: [],
};

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test("maps every field of a posting", () => {
  const posting: LeverPosting = {
    id: "p1",
    text: " Baker ",
    state: "published",
    distributionChannels: ["public", "internal"],
    confidentiality: "non-confidential",
    user: "u1",
    owner: { id: "u2", name: "Grace Example" },
    hiringManager: "u3",
    categories: {
      team: "Bread",
      department: "Kitchen",
      location: "Lyon",
      commitment: "Full-time",
      level: null,
      allLocations: ["Lyon", "Paris", " Nice ", "Paris"],
    },
    tags: ["warm", "early", "warm"],
    content: {
      description: " We bake. ",
      descriptionHtml: "<div>We bake.</div>",
      lists: [
        { text: "You will", content: "<li>Bake</li><li>Clean &amp; tidy</li>" },
        { text: "You have", content: "<ul><li>Hands</li></ul>" },
      ],
      closing: "See you.",
      closingHtml: "<div>See you.</div>",
    },
    country: "FR",
    requisitionCodes: ["R-1", "R-2"],
    salaryDescription: "Plus bread.",
    salaryRange: { min: 30000, max: 40000, currency: "EUR", interval: "per-year-salary" },
    urls: {
      list: "https://jobs.lever.co/example",
      show: "https://jobs.lever.co/example/p1",
      apply: "https://jobs.lever.co/example/p1/apply",
    },
    workplaceType: "onsite",
    createdAt: 1687274707000,
    updatedAt: 1687274708500,
  };

  expect(formatJob(posting)).toEqual({
    reference: "p1",
    name: "Baker",
    url: "https://jobs.lever.co/example/p1",
    summary: "We bake.",
    location: { text: "Lyon", lat: null, lng: null },
    sections: [
      { name: "You will", title: "You will", description: "Bake\nClean & tidy" },
      { name: "You have", title: "You have", description: "Hands" },
      { name: "lever_closing", title: "lever_closing", description: "See you." },
    ],
    ranges_float: [{ name: "salary", value_min: 30000, value_max: 40000, unit: "EUR" }],
    created_at: "2023-06-20T15:25:07.000Z",
    tags: [
      { name: "lever_confidential", value: "False" },
      { name: "lever_team", value: "Bread" },
      { name: "lever_department", value: "Kitchen" },
      { name: "lever_location", value: "Lyon" },
      { name: "lever_commitment", value: "Full-time" },
      { name: "lever_location_0", value: "Paris" },
      { name: "lever_location_1", value: "Nice" },
      { name: "lever_additional_tag_0", value: "warm" },
      { name: "lever_additional_tag_1", value: "early" },
      { name: "lever_distributionChannel_0", value: "public" },
      { name: "lever_distributionChannel_1", value: "internal" },
      { name: "lever_url_list", value: "https://jobs.lever.co/example" },
      { name: "lever_url_show", value: "https://jobs.lever.co/example/p1" },
      { name: "lever_url_apply", value: "https://jobs.lever.co/example/p1/apply" },
      { name: "lever_country", value: "FR" },
      { name: "lever_state", value: "published" },
      { name: "lever_workplaceType", value: "onsite" },
      { name: "lever_salary_interval", value: "per-year-salary" },
      { name: "lever_requisitionCode_0", value: "R-1" },
      { name: "lever_requisitionCode_1", value: "R-2" },
    ],
    metadatas: [
      { name: "lever_updated_at", value: "2023-06-20T15:25:08.500Z" },
      { name: "lever_salaryDescription", value: "Plus bread." },
      { name: "lever_owner", value: "u2" },
      { name: "lever_hiringManager", value: "u3" },
    ],
  });
});

test("sends nothing for what is null, absent or empty", () => {
  const nulls = {
    text: null,
    distributionChannels: null,
    user: null,
    owner: null,
    hiringManager: null,
    categories: { team: null, department: null, location: null, commitment: null, level: null, allLocations: null },
    tags: null,
    content: { description: null, descriptionHtml: null, lists: null, closing: null, closingHtml: null },
    country: null,
    reqCode: null,
    requisitionCodes: null,
    salaryDescription: null,
    salaryRange: null,
    urls: null,
    createdAt: null,
    updatedAt: null,
  };
  const blanks = {
    text: " ",
    distributionChannels: [],
    categories: { team: "", location: " ", allLocations: ["", null] },
    tags: ["", null],
    content: {
      description: "",
      descriptionHtml: "<div><br></div>",
      lists: [null, { text: null, content: null }, { text: " ", content: "<ul></ul>" }, {}],
      closing: " ",
      closingHtml: "<p>&nbsp;</p>",
    },
    country: "",
    requisitionCodes: [""],
    salaryDescription: " ",
    urls: { list: null, show: "", apply: null },
  };
  const halves = { categories: null, content: null };
  for (const posting of [nulls, blanks, halves, {}]) expect(format(posting)).toEqual(bare);
});

test("tags a confidential posting as the Python connector does", () => {
  expect(format({ confidentiality: "confidential" }).tags).toEqual([{ name: "lever_confidential", value: "True" }]);
});

test("tags the entries of a category that is a list, not the list", () => {
  const categories = { team: ["Bread", "Cake"], location: "Lyon", allLocations: ["Paris", "Lyon"] };

  expect(format({ categories }).tags).toEqual([
    { name: "lever_team", value: "Bread" },
    { name: "lever_team", value: "Cake" },
    { name: "lever_location", value: "Lyon" },
    { name: "lever_location_0", value: "Paris" },
  ]);
});

test("keeps the closing, from its HTML if there is no text", () => {
  const closingHtml = "<p>See you.</p><p>Bring&nbsp;bread.</p>";

  expect(format({ content: { lists: [], closing: "", closingHtml } }).sections).toEqual([
    { name: "lever_closing", title: "lever_closing", description: "See you.\nBring bread." },
  ]);
});

test("takes the summary from the HTML if there is no text", () => {
  expect(format({ content: { descriptionHtml: "<div>We <b>bake</b>.<br>Daily.</div>" } }).summary).toBe(
    "We bake.\nDaily.",
  );
});

test.each([
  ["blocks do not run together", "<li>Go</li><li>Rust</li>", "Go\nRust"],
  [
    "escaped tags are tags",
    "&lt;ul&gt;&lt;li&gt;Go&lt;/li&gt;&lt;li&gt;Rust &amp;amp; C&lt;/li&gt;&lt;/ul&gt;",
    "Go\nRust & C",
  ],
  ["entities are decoded once", "<li>&amp;lt;b&amp;gt; is bold</li>", "&lt;b&gt; is bold"],
])("converts HTML to text: %s", (_, content, description) => {
  expect(format({ content: { lists: [{ text: "Languages", content }] } }).sections).toEqual([
    { name: "Languages", title: "Languages", description },
  ]);
});

test("keeps a list that has only a title or only a text", () => {
  const lists = [
    { text: "Soon", content: "" },
    { text: null, content: "<li>Bake</li>" },
  ];

  expect(format({ content: { lists } }).sections).toEqual([
    { name: "Soon", title: "Soon", description: null },
    { name: null, title: null, description: "Bake" },
  ]);
});

test.each([
  [
    { min: 0, max: null, currency: "EUR", interval: null },
    { name: "salary", value_min: 0, unit: "EUR" },
  ],
  [{ max: 12.5 }, { name: "salary", value_max: 12.5 }],
])("maps a salary that is partly known: %j", (salaryRange, range) => {
  expect(format({ salaryRange })).toEqual({ ...bare, ranges_float: [range] });
});

test.each([
  ["numbers as text", { min: "50,000", max: "60000", currency: "EUR" }, [50_000, 60_000, "EUR"], []],
  ["one text", "50,000 - 60,000 EUR", [50_000, 60_000, "EUR"], []],
  [
    "texts that are no numbers",
    { min: "50k", max: "60k", currency: "EUR" },
    [undefined, undefined, "EUR"],
    ["50k", "60k"],
  ],
  ["a text that is no range", "up to 60,000 EUR", null, ["up to 60,000 EUR"]],
])("keeps a salary that is given as %s", (_, salaryRange, range, unread) => {
  const [value_min, value_max, unit] = range ?? [];
  expect(format({ salaryRange })).toEqual({
    ...bare,
    ...(range ? { ranges_float: [{ name: "salary", value_min, value_max, unit }] } : {}),
    metadatas: unread.map((value) => ({ name: "lever_salaryRange", value })),
  });
});

test("reads times from digits in text, and keeps those that it cannot read", () => {
  expect(format({ createdAt: "1687274707000", updatedAt: "1687274708500" })).toEqual({
    ...bare,
    created_at: "2023-06-20T15:25:07.000Z",
    metadatas: [{ name: "lever_updated_at", value: "2023-06-20T15:25:08.500Z" }],
  });
  expect(format({ createdAt: "last week", updatedAt: "today" })).toEqual({
    ...bare,
    metadatas: [
      { name: "lever_createdAt", value: "last week" },
      { name: "lever_updated_at", value: "today" },
    ],
  });
});

test("keeps a description of the salary that is HTML only", () => {
  const salaryDescriptionHtml = "<center>Pay</center>Plus&nbsp;bread.";
  expect(format({ salaryDescription: " ", salaryDescriptionHtml })).toEqual({
    ...bare,
    metadatas: [{ name: "lever_salaryDescription", value: "Pay\nPlus bread." }],
  });
});

test("maps times equally in every time zone of the host", () => {
  const offsets = ["UTC", "America/New_York", "Asia/Kolkata"].map((name) => {
    process.env.TZ = name;
    expect(format({ createdAt: 1687274707000 }).created_at).toBe("2023-06-20T15:25:07.000Z");
    return new Date(2023, 5, 20).getTimezoneOffset();
  });
  expect(offsets).toEqual([0, 240, -330]);
});
