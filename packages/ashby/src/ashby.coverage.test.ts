import { readFile } from "node:fs/promises";
import { coverage } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  arbitraryOf,
  documentedLosses,
  loadDocument,
  lostFields,
  schemaPaths,
  schemaValidator,
} from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ashby } from "./ashby-connector";
import type { AshbyCandidate, AshbyJobPosting } from "./ashby-types";
import { formatCandidate } from "./formats/format-candidate";
import { formatJob } from "./formats/format-job";
import { formatProfile } from "./formats/format-profile";

const root = new URL("../../../", import.meta.url);
const page = await readFile(new URL("docs/fields.md", root), "utf8");
const hrflow = await loadDocument(new URL("specs/hrflow/openapi.yaml", root));
const vendor = await loadDocument(new URL("specs/ashby/openapi.yaml", root));

const tagNames = fc.constantFrom("ashby_job_id", "application_boardKey_jobReference", "other");
const tags = fc.array(fc.record({ name: tagNames, value: fc.constantFrom("1_2", "2_3") }));
const profiles = arbitraryOf<HrflowProfile>("Profile", hrflow, { overrides: { tags } });
const compensationType = fc.constantFrom("Salary", "Bonus");
const postings = arbitraryOf<AshbyJobPosting>("JobPostingDetails", vendor, {
  overrides: {
    "compensation.summaryComponents[].compensationType": compensationType,
    "compensation.compensationTiers[].components[].compensationType": compensationType,
  },
});
const candidates = arbitraryOf<AshbyCandidate>("Candidate", vendor);

it.each([
  ["pushProfile", profiles, schemaPaths("Profile", hrflow)],
  ["pullJobList", postings, schemaPaths("JobPostingDetails", vendor)],
  ["pullProfileList", candidates, schemaPaths("Candidate", vendor)],
] as const)("%s loses the fields that the page of fields documents, and no others", async (method, items, fields) => {
  const coverageOf = (item: never) => coverage(ashby[method as "pullJobList"], item);
  const { lost, unfilled } = await lostFields(coverageOf, items as fc.Arbitrary<never>, fields);
  expect(lost).toEqual(documentedLosses(page, `Ashby: ${method}`, fields).filter((field) => !unfilled.includes(field)));
});

it("declares the tags of its formats, so that an update removes those whose values are gone", () => {
  const names = (action: { format(item: never): unknown }, items: fc.Arbitrary<unknown>) =>
    fc.sample(items, { numRuns: 300, seed: 1 }).flatMap((item) => {
      const { tags, metadatas } = action.format(item as never) as HrflowProfile;
      return [...(tags ?? []), ...(metadatas ?? [])].map(({ name }) => String(name));
    });
  const { action: jobs } = ashby.pullJobList;
  expect(names(jobs, postings).filter((name) => !jobs.ownTags?.includes(name))).toEqual([]);
  const { action: people } = ashby.pullProfileList;
  const plain = candidates.map((candidate) => ({ ...candidate, customFields: [] }));
  expect(names(people, plain).filter((name) => !people.ownTags?.includes(name))).toEqual([]);
});

it.each([
  ["formatCandidate", profiles, "CandidateCreate", vendor],
  ["formatJob", postings, "JobWrite", hrflow],
  ["formatProfile", candidates, "ProfileWrite", hrflow],
] as const)("%s returns what the target's schema accepts", (name, items, schema, document) => {
  const { validate } = schemaValidator(document);
  const format = { formatCandidate, formatJob, formatProfile }[name] as (item: unknown) => Record<string, unknown>;
  for (const item of fc.sample(items as fc.Arbitrary<{ info?: object }>, { numRuns: 300, seed: 2 })) {
    // Without a name, Ashby has no candidate.
    const given = name === "formatCandidate" ? { ...item, info: { ...item.info, full_name: "Ada Example" } } : item;
    const { resume: _, ...body } = format(given);
    expect(validate(schema, body)).toEqual([]);
  }
});
