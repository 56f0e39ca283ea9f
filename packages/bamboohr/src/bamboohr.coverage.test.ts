import { readFile } from "node:fs/promises";
import { coverage } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { arbitraryOf, documentedLosses, loadDocument, lostFields, schemaPaths } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bamboohr } from "./bamboohr-connector";
import type { BamboohrApplication, BamboohrCareersJob, BamboohrJob } from "./bamboohr-types";

const root = new URL("../../../", import.meta.url);
const page = await readFile(new URL("docs/fields.md", root), "utf8");
const hrflow = await loadDocument(new URL("specs/hrflow/openapi.yaml", root));
const vendor = await loadDocument(new URL("specs/bamboohr/openapi.yaml", root));

const tags = fc.constant([{ name: "bamboohr_job_id", value: "22" }]);
const profiles = arbitraryOf<HrflowProfile>("Profile", hrflow, { overrides: { tags } });
const jobs = fc
  .tuple(arbitraryOf<BamboohrJob>("Job", vendor), arbitraryOf<BamboohrCareersJob>("CareersJob", vendor))
  .map(([job, careersPage]) => ({ ...job, careersPage }));
const ofJob = [
  ...schemaPaths("Job", vendor),
  ...schemaPaths("CareersJob", vendor).map((path) => `careersPage.${path}`),
];
const applications = arbitraryOf<BamboohrApplication>("Application", vendor, {
  overrides: { "questionsAndAnswers[].question.id": fc.option(fc.integer({ min: 1 })) },
});

it.each([
  ["pushProfile", profiles, schemaPaths("Profile", hrflow)],
  ["pullJobList", jobs, ofJob],
  ["pullProfileList", applications, schemaPaths("Application", vendor)],
] as const)("%s loses the fields that the page of fields documents, and no others", async (method, items, fields) => {
  const coverageOf = (item: never) => coverage(bamboohr[method as "pullJobList"], item);
  const { lost, unfilled } = await lostFields(coverageOf, items as fc.Arbitrary<never>, fields);
  expect(lost).toEqual(
    documentedLosses(page, `BambooHR: ${method}`, fields).filter((field) => !unfilled.includes(field)),
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
  expect(
    undeclared(
      bamboohr.pullJobList.action,
      jobs.map((job) => ({ ...job, title: { label: "Engineer" } })),
    ),
  ).toEqual([]);
  expect(undeclared(bamboohr.pullProfileList.action, applications)).toEqual([]);
});
