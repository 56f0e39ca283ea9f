import { arbitraryOf, loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { HrflowJob, HrflowJobWrite } from "../hrflow-types";
import { enrichJob } from "./enrich-job";
import { mergeJob } from "./hrflow-jobs";
import { asWritten } from "./written-fields";

const document = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
const { validate } = schemaValidator(document);
// Keys are HrFlow.ai's own.
const overrides = { key: fc.constant("7".repeat(40)) };
const stored = arbitraryOf<HrflowJob>("Job", document, { overrides });
const given = arbitraryOf<HrflowJobWrite>("JobWrite", document, { overrides }).map((job) => ({
  ...job,
  summary: "We bake.",
}));
const parsed = arbitraryOf<object>("ParsedJob", document);

/** A job with what HrFlow.ai read in its text, and the warnings. */
async function enriched(job: HrflowJobWrite, found: object) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const POST = async () => ({ code: 200, data: [{ job: found }] });
  const result = await enrichJob(job, { api: { POST } as never, warn, warnPending: warn });
  return { result, warnings };
}

it("a job with what was parsed of its text is what HrFlow.ai accepts, and enriching it again adds nothing", async () => {
  await fc.assert(
    fc.asyncProperty(given, parsed, async (job, found) => {
      const { result, warnings } = await enriched(job, found);
      expect(warnings).toEqual([]);
      expect(validate("JobWrite", asWritten(result))).toEqual([]);
      expect(result.reference).toEqual(job.reference);
      // Else the lists would grow with every update.
      expect((await enriched(result, found)).result).toEqual(result);
    }),
    { numRuns: 300 },
  );
});

it("a stored job with the changes of another is what HrFlow.ai accepts, and merging again changes nothing", () => {
  fc.assert(
    fc.property(stored, given, (before, changes) => {
      const merged = asWritten(mergeJob(before, changes, { ownTags: [] }));
      expect(validate("JobWrite", merged)).toEqual([]);
      const again = asWritten(mergeJob({ ...before, ...merged } as HrflowJob, changes, { ownTags: [] }));
      expect(again).toEqual(merged);
    }),
    { numRuns: 300 },
  );
});
