import { readFile } from "node:fs/promises";
import { type Coverage, coverage } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { arbitraryOf, documentedLosses, loadDocument, lostFields, schemaPaths } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { formatProfile } from "./formats/format-profile";
import { recordOfV1 } from "./formats/greenhouse-records";
import { greenhouse } from "./greenhouse-connector";

const root = new URL("../../../", import.meta.url);
const page = await readFile(new URL("docs/fields.md", root), "utf8");
const load = (name: string) => loadDocument(new URL(`specs/${name}/openapi.yaml`, root));
const hrflow = await load("hrflow");
const v3 = await load("greenhouse-harvest-v3");
const v1 = await load("greenhouse-harvest-v1");
const board = await load("greenhouse-job-board");

const tag = (name: string) => fc.record({ name: fc.constant(name), value: fc.constantFrom("77", "78") });
const profiles = arbitraryOf<HrflowProfile>("Profile", hrflow, {
  overrides: { tags: fc.tuple(tag("greenhouse_job_id"), tag("other")), first_name: fc.constant("Ada") },
});

const some = (schema: string) => fc.array(arbitraryOf<object>(schema, v3), { minLength: 1, maxLength: 2 });
const one = (schema: string) => arbitraryOf<object>(schema, v3);
const below = (path: string, schema: string) => schemaPaths(schema, v3).map((field) => `${path}.${field}`);

const parts = {
  ...{ applications: "Application", employments: "CandidateEmployment" },
  ...{ educations: "CandidateEducation", attachments: "Attachment" },
};
const candidates = fc
  .tuple(
    one("Candidate"),
    fc.record(Object.fromEntries(Object.entries(parts).map(([name, schema]) => [name, some(schema)]))),
  )
  .map(([candidate, lists]) => ({ ...candidate, ...lists }));
const ofCandidate = [
  ...schemaPaths("Candidate", v3),
  ...Object.entries(parts).flatMap(([name, schema]) => below(`${name}[]`, schema)),
];

const jobs = fc
  .tuple(one("Job"), some("JobPost"), some("JobPostLocation"), some("Office"), one("Department"))
  .map(([job, posts, locations, offices, department]) => ({
    ...job,
    ...{ posts: posts.map((post) => ({ ...post, locations })), offices, department },
  }));
const ofJob = [
  ...[...schemaPaths("Job", v3), ...below("posts[]", "JobPost"), ...below("posts[].locations[]", "JobPostLocation")],
  ...[...below("offices[]", "Office"), ...below("department", "Department")],
];

type Case = [heading: string, items: fc.Arbitrary<unknown>, fields: string[], format?: (item: never) => unknown];

const push: Case = ["Greenhouse: pushProfile, pushProfileList", profiles, schemaPaths("Profile", hrflow)];
const pullJobs: Case[] = [
  ["Greenhouse: pullJobList, pullJob from a board", arbitraryOf("Job", board), schemaPaths("Job", board)],
  ["Greenhouse: pullJobList, pullJob by Harvest v3", jobs, ofJob],
];
const ofV1 = (candidate: Parameters<typeof recordOfV1>[0]) => formatProfile(recordOfV1(candidate));
const pullProfiles: Case[] = [
  ["Greenhouse: pullProfileList, pullProfile by Harvest v3", candidates, ofCandidate],
  [
    ...(["Greenhouse: pullProfileList, pullProfile by Harvest v1", arbitraryOf("Candidate", v1)] as const),
    ...([schemaPaths("Candidate", v1), ofV1] as const),
  ],
];
const actions: Record<string, Case[]> = {
  ...{ pushProfile: [push], pushProfileList: [push], pullJobList: pullJobs, pullJob: pullJobs },
  ...{ pullProfileList: pullProfiles, pullProfile: pullProfiles },
};

it.each(greenhouse.definition.actions.map(({ method }) => method))(
  "%s loses the fields that the page of fields documents, and no others",
  async (method) => {
    const cases = actions[method] ?? [];
    expect(cases).not.toEqual([]);
    for (const [heading, items, fields, format] of cases) {
      const coverageOf = (item: unknown): Promise<Coverage> =>
        coverage(greenhouse[method as "pullJob"], item as never, format as never);
      const { lost, unfilled } = await lostFields(coverageOf, items, fields);
      // Lists without a schema of their entries, and what Harvest v1 also shows by its keys.
      expect(unfilled.filter((field) => !/(location\.fields\[\]|(^|[.])custom_fields)$/.test(field))).toEqual([]);
      expect(lost).toEqual(documentedLosses(page, heading, fields).filter((field) => !unfilled.includes(field)));
    }
  },
  60_000,
);

/** Names of the tags and metadatas that a format writes and its action does not declare, without their numbers. */
function undeclared<Item>(
  action: { format(item: never): unknown; ownTags?: readonly string[] },
  items: fc.Arbitrary<Item>,
) {
  const names = fc.sample(items, { numRuns: 300, seed: 1 }).flatMap((item) => {
    const { tags, metadatas } = action.format(item as never) as HrflowProfile;
    return [...(tags ?? []), ...(metadatas ?? [])].map(({ name }) => String(name).replace(/_-?\d+(?=_|$)/g, ""));
  });
  expect(new Set(names).size).toBeGreaterThan(10);
  return [...new Set(names)].filter((name) => !action.ownTags?.includes(name));
}

it("declares the tags of its formats, so that an update removes those whose values are gone", () => {
  const without = <Item extends object>(items: fc.Arbitrary<Item>) =>
    items.map(
      (item) => JSON.parse(JSON.stringify(item, (name, value) => (isCustom(name) ? undefined : value))) as Item,
    );
  for (const { action } of [greenhouse.pullJob, greenhouse.pullJobList]) {
    expect(undeclared(action, without(arbitraryOf<object>("Job", board)))).toEqual([]);
    expect(undeclared(action, without(jobs))).toEqual([]);
  }
  for (const { action } of [greenhouse.pullProfile, greenhouse.pullProfileList]) {
    expect(undeclared(action, without(candidates))).toEqual([]);
    const ofVersion1 = without(arbitraryOf<Parameters<typeof recordOfV1>[0]>("Candidate", v1)).map(recordOfV1);
    expect(undeclared(action, ofVersion1)).toEqual([]);
  }
});

/** What a customer names. */
const isCustom = (name: string) => /^(keyed_)?custom_fields$|^metadata$/.test(name);
