import { arbitraryOf, loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { HrflowProfile, HrflowProfileWrite } from "../hrflow-types";
import { mergeProfile } from "./merge-profile";
import { asWritten, keptFields } from "./written-fields";

const document = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
const { validate } = schemaValidator(document);
// Keys are HrFlow.ai's own.
const overrides = { key: fc.constant("7".repeat(40)) };
const stored = arbitraryOf<HrflowProfile>("Profile", document, { overrides });
const given = arbitraryOf<HrflowProfileWrite>("ProfileWrite", document, { overrides });

it.each([{ isParsed: false }, { isParsed: true }])(
  "a merge is what HrFlow.ai accepts, and merging again changes nothing, for every profile: %j",
  (rules) => {
    fc.assert(
      fc.property(stored, given, (before, changes) => {
        const merged = mergeProfile(keptFields(before), changes, rules);
        expect(validate("ProfileWrite", asWritten(merged))).toEqual([]);
        // Else each run would write it, and lists would grow.
        const again = mergeProfile(merged, changes, rules);
        expect(JSON.stringify(again)).toBe(JSON.stringify(merged));
        expect(JSON.stringify(asWritten(asWritten(merged)))).toBe(JSON.stringify(asWritten(merged)));
      }),
      { numRuns: 400 },
    );
  },
);
