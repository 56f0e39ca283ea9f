import { loadDocument, schemaPaths } from "@hrflow-connectors/testing";
import { expect, it } from "vitest";
import { formatJob } from "./format-job";
import type { GreenhouseHarvestJobRecord } from "./greenhouse-records";

const document = await loadDocument(new URL("../../../../specs/greenhouse-harvest-v3/openapi.yaml", import.meta.url));

const at = "2026-01-05T08:00:00.000Z";
const tag = (name: string, value: string) => ({ tags: [{ name: `greenhouse_${name}`, value }] });
const metadata = (name: string, value: string) => ({ metadatas: [{ name: `greenhouse_${name}`, value }] });
const ofPost = (name: string, value: string) => metadata(`post_5_${name}`, value);

type Rows = Record<string, [source: object, formatted: object]>;
const post = (fields: object) => ({ posts: [{ id: 5, title: "Post", locations: [], ...fields }] });
const office = (fields: object) => ({ office_ids: [3], offices: [{ id: 3, ...fields }] });

const schemas: Record<string, { rows: Rows; leftOut: Record<string, string> }> = {
  Job: {
    rows: {
      id: [{}, { reference: "1" }],
      created_at: [{ created_at: at }, { created_at: at }],
      updated_at: [{ updated_at: at }, metadata("updated_at", at)],
      name: [{ name: "Baker" }, { name: "Baker" }],
      requisition_id: [{ requisition_id: "R-1" }, metadata("requisition_id", "R-1")],
      confidential: [{ confidential: true }, tag("confidential", "True")],
      status: [{ status: "open" }, tag("status", "open")],
      opened_at: [{ opened_at: at }, metadata("opened_at", at)],
      closed_at: [{ closed_at: at }, metadata("closed_at", at)],
      is_template: [{ is_template: true }, metadata("is_template", "True")],
      copied_from_id: [{ copied_from_id: 2 }, metadata("copied_from_id", "2")],
      department_id: [{ department_id: 4 }, tag("department-id", "4")],
      "office_ids[]": [office({ name: "Lyon" }), tag("office-id", "3")],
      custom_fields: [{ custom_fields: { level: { value: "senior" } } }, tag("level", "senior")],
    },
    leftOut: { notes: "Internal to the customer." },
  },
  JobPost: {
    rows: {
      id: [post({}), ofPost("title", "Post")],
      title: [
        { name: "R-1", ...post({ title: "Baker" }) },
        { name: "Baker", ...metadata("job_name", "R-1") },
      ],
      content: [post({ content: "<p>We bake." }), { sections: [{ description: "We bake." }] }],
      public_url: [post({ public_url: "https://a.example" }), { url: "https://a.example" }],
      live: [post({ live: true }), tag("live", "True")],
      language: [post({ language: "en" }), tag("language", "en")],
      active: [post({ active: false }), ofPost("active", "False")],
      internal: [post({ internal: true }), ofPost("internal", "True")],
      featured: [post({ featured: true }), ofPost("featured", "True")],
      first_published_at: [post({ first_published_at: at }), ofPost("first_published_at", at)],
      created_at: [post({ created_at: at }), ofPost("created_at", at)],
      updated_at: [post({ updated_at: at }), ofPost("updated_at", at)],
      job_board_id: [post({ job_board_id: 6 }), ofPost("job_board_id", "6")],
    },
    leftOut: {
      job_id: "It is the job's own.",
      internal_content: "Internal to the customer.",
      demographic_question_set_id: "A part of the application form, not of the job.",
      "questions[]": "A part of the application form, not of the job.",
    },
  },
  JobPostLocation: {
    rows: {
      plain_text_location: [post({ locations: [{ plain_text_location: "Lyon" }] }), { location: { text: "Lyon" } }],
      office_id: [
        { ...post({ locations: [{ office_id: 3 }] }), offices: [{ id: 3, location: "Lyon" }] },
        { location: { text: "Lyon" } },
      ],
    },
    leftOut: {
      id: "The place is in the job.",
      created_at: "When it was written down.",
      updated_at: "When it was written down.",
      type: "Its fields show it.",
      job_post_id: "It is the post's own.",
      custom_location_id: "The text names the place.",
    },
  },
  Department: {
    rows: {
      id: [{ department: { id: 4 } }, tag("department-id", "4")],
      name: [{ department: { id: 4, name: "Kitchen" } }, tag("department-name", "Kitchen")],
    },
    leftOut: {},
  },
  Office: {
    rows: {
      id: [office({}), tag("office-id", "3")],
      name: [office({ name: "Lyon" }), { location: { text: "Lyon" }, ...tag("office-name", "Lyon") }],
      location: [office({ location: "Lyon" }), { location: { text: "Lyon" }, ...tag("office-location", "Lyon") }],
    },
    leftOut: { primary_in_house_contact_user_id: "How the company is organized." },
  },
};
const ofGroups: Record<string, string> = {
  created_at: "When the group was written down.",
  updated_at: "When the group was written down.",
  parent_id: "How the company is organized.",
  external_id: "How the company is organized.",
};
const isGroup = (schema: string) => schema === "Department" || schema === "Office";

const format = (fields: object) => {
  const base = { id: 1, name: "Job", posts: [], department: null, offices: [], status: "closed" };
  return formatJob({ ...base, ...fields } as unknown as GreenhouseHarvestJobRecord);
};
const holds = (formatted: object) =>
  Object.fromEntries(
    Object.entries(formatted).map(([name, value]) => [
      name,
      name === "tags" || name === "metadatas" ? expect.arrayContaining(value as object[]) : value,
    ]),
  );

const allRows = Object.entries(schemas).flatMap(([schema, { rows }]) =>
  Object.entries(rows).map(([field, row]) => ({ name: `${schema}.${field}`, row })),
);
it.each(allRows)("formatJob keeps the field $name of Harvest v3", ({ row: [fields, formatted] }) => {
  expect(format(fields)).toMatchObject(holds(formatted));
});

it.each(Object.entries(schemas))(
  "formatJob loses no field of a %s of Harvest v3, except on purpose",
  (schema, table) => {
    const names = [
      ...Object.keys(table.rows),
      ...Object.keys({ ...table.leftOut, ...(isGroup(schema) ? ofGroups : {}) }),
    ];
    const isBelow = (path: string, above: string) =>
      path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
    const paths = schemaPaths(schema, document);
    expect(paths.filter((path) => !names.some((name) => isBelow(path, name)))).toEqual([]);
    expect(names.filter((name) => !paths.some((path) => isBelow(path, name)))).toEqual([]);
  },
);

it("formatJob puts no text on a board that is internal to the customer", () => {
  const formatted = format({ notes: "<p>Ask Bob</p>", ...post({ live: true, internal_content: "<p>Ask Bob</p>" }) });
  expect(formatted.sections).toEqual([]);
  expect(JSON.stringify(formatted)).not.toContain("Ask Bob");
});

it("formatJob shows the live post of a public board before internal, drafted and deleted ones", () => {
  const posts = [
    { id: 1, title: "Deleted", active: false, live: true, locations: [] },
    { id: 2, title: "Draft", active: true, live: false, internal: false, locations: [] },
    { id: 3, title: "Internal", active: true, live: true, internal: true, locations: [] },
    { id: 4, title: "Public", active: true, live: true, internal: false, locations: [] },
  ];
  const nameOf = (shown: object[]) => format({ posts: shown }).name;
  expect([posts, posts.slice(0, 3), posts.slice(0, 2), posts.slice(0, 1)].map(nameOf)).toEqual([
    "Public",
    "Internal",
    "Draft",
    "Job",
  ]);
});
