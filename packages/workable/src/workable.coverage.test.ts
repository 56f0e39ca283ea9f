import { readFile } from "node:fs/promises";
import { coverage } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { arbitraryOf, documentedLosses, loadDocument, lostFields, schemaPaths } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { workable } from "./workable-connector";
import type { WorkableCandidate, WorkableJob } from "./workable-types";

const root = new URL("../../../", import.meta.url);
const page = await readFile(new URL("docs/fields.md", root), "utf8");
const hrflow = await loadDocument(new URL("specs/hrflow/openapi.yaml", root));
const vendor = await loadDocument(new URL("specs/workable/openapi.yaml", root));

const tags = fc.constant([{ name: "workable_job_shortcode", value: "9CD658E13E" }]);
const profiles = arbitraryOf<HrflowProfile>("Profile", hrflow, {
  overrides: { tags, "info.email": fc.constant("ada@example.com") },
});
const jobs = arbitraryOf<WorkableJob>("Job", vendor);
const candidates = arbitraryOf<WorkableCandidate>("Candidate", vendor);

it.each([
  ["pushProfile", profiles, schemaPaths("Profile", hrflow)],
  ["pullJobList", jobs, schemaPaths("Job", vendor)],
  ["pullProfileList", candidates, schemaPaths("Candidate", vendor)],
] as const)("%s loses the fields that the page of fields documents, and no others", async (method, items, fields) => {
  const coverageOf = (item: never) => coverage(workable[method as "pullJobList"], item);
  const { lost, unfilled } = await lostFields(coverageOf, items as fc.Arbitrary<never>, fields);
  expect(lost).toEqual(
    documentedLosses(page, `Workable: ${method}`, fields).filter((field) => !unfilled.includes(field)),
  );
});

it("declares the tags of its formats, so that an update removes those whose values are gone", () => {
  const undeclared = (
    action: { format(item: never): unknown; ownTags?: readonly string[] },
    items: fc.Arbitrary<unknown>,
  ) => {
    const names = fc.sample(items, { numRuns: 300, seed: 1 }).flatMap((item) => {
      const { tags, metadatas } = action.format(item as never) as HrflowProfile;
      return [...(tags ?? []), ...(metadatas ?? [])].map(({ name }) => String(name).replace(/_-?\d+$/, ""));
    });
    expect(new Set(names).size).toBeGreaterThan(10);
    return [...new Set(names)].filter((name) => !action.ownTags?.includes(name));
  };
  expect(undeclared(workable.pullJobList.action, jobs)).toEqual([]);
  expect(undeclared(workable.pullProfileList.action, candidates)).toEqual([]);
});
