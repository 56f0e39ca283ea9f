import { createRandom, readSeed, sample } from "@hrflow-connectors/testing/vitest";
import { describe, expect, it } from "vitest";
import { type Variant, variantName } from "../environment/variant";
import { useHarness } from "../harness";
import { writeResults } from "../report/results";
import { checkCells } from "./check-cells";
import { planCells } from "./plan-cells";

/** Tests every cell of the variants and writes the outcomes for the report, or tests a sample of so many per variant. */
export function testMatrix(variants: readonly Variant[], sampleSize?: number): void {
  describe("a push that meets a fault", () => {
    const harness = useHarness();

    it.each(variants.map((variant) => [variantName(variant), variant] as const))(
      "creates one record with all its parts, or reports a correct failure: %s",
      async (name, variant) => {
        const all = await planCells(harness.time, variant);
        const seed = readSeed();
        const cells = sampleSize === undefined ? all : sample(all, sampleSize, createRandom(seed));
        const { records, violations } = await checkCells(harness.unhandled, cells);
        const { connector, credential } = variant;
        if (sampleSize === undefined)
          await writeResults(`matrix-${name}`, { kind: "matrix", connector, credential, cells: records });
        expect(violations, `seed ${seed}`).toEqual([]);
        expect(records).toHaveLength(cells.length);
      },
    );
  });
}
