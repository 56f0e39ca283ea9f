import { readFile } from "node:fs/promises";
import { type Coverage, coverage } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { arbitraryOf, documentedLosses, loadDocument, lostFields, schemaPaths } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { lever } from "./lever-connector";
import type { LeverOpportunity, LeverPosting, LeverResume } from "./lever-types";

const root = new URL("../../../", import.meta.url);
const page = await readFile(new URL("docs/fields.md", root), "utf8");
const hrflow = await loadDocument(new URL("specs/hrflow/openapi.yaml", root));
const vendor = await loadDocument(new URL("specs/lever/openapi.yaml", root));

const tag = fc.record({ name: fc.constantFrom("lever_posting_id", "other"), value: fc.constantFrom("1", "2") });
const profiles = arbitraryOf<HrflowProfile>("Profile", hrflow, { overrides: { tags: fc.array(tag) } });
const postings = arbitraryOf<LeverPosting>("Posting", vendor);
const opportunities = fc
  .tuple(arbitraryOf<LeverOpportunity>("Opportunity", vendor), fc.array(arbitraryOf<LeverResume>("Resume", vendor)))
  .map(([opportunity, resumes]) => ({ ...opportunity, resumes }));

const ofProfile = schemaPaths("Profile", hrflow);
const ofPosting = schemaPaths("Posting", vendor);
const ofResumes = schemaPaths("Resume", vendor).map((path) => `resumes[].${path}`);
const ofOpportunity = [...schemaPaths("Opportunity", vendor), ...ofResumes];

type Loses = (coverageOf: (item: never) => Promise<Coverage>) => Promise<void>;

/** Expects that an action loses what the page says, no more and no less. */
const loses =
  <Item>(heading: string, items: fc.Arbitrary<Item>, fields: string[]): Loses =>
  async (coverageOf) => {
    const { lost, unfilled } = await lostFields(coverageOf as (item: Item) => Promise<Coverage>, items, fields);
    // Lists without a schema of their entries.
    expect(unfilled.filter((field) => !/(fields|customQuestions)\[\]$/.test(field))).toEqual([]);
    expect(lost).toEqual(documentedLosses(page, heading, fields).filter((field) => !unfilled.includes(field)));
  };
const push = loses("Lever: pushProfile, pushProfileList", profiles, ofProfile);
const pullJobs = loses("Lever: pullJobList, pullJob", postings, ofPosting);
const pullProfiles = loses("Lever: pullProfileList, pullProfile", opportunities, ofOpportunity);

const actions: Record<string, Loses> = {
  ...{ pushProfile: push, pushProfileList: push, pullJobList: pullJobs, pullJob: pullJobs },
  ...{ pullProfileList: pullProfiles, pullProfile: pullProfiles },
};

it.each(lever.definition.actions.map(({ method }) => method))(
  "%s loses the fields that the page of fields documents, and no others",
  async (method) => {
    await actions[method]?.((item) => coverage(lever[method as "pullJob"], item));
    expect(Object.keys(actions)).toContain(method);
  },
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
  for (const { action } of [lever.pullJob, lever.pullJobList]) expect(undeclared(action, postings)).toEqual([]);
  for (const { action } of [lever.pullProfile, lever.pullProfileList])
    expect(undeclared(action, opportunities)).toEqual([]);
});
