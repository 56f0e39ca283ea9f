import { createRandom, readSeed } from "@hrflow-connectors/testing/vitest";
import { describe, expect, it } from "vitest";
import { type Variant, variantName } from "../environment/variant";
import { writeResults } from "../report/results";
import { checkKillPoints } from "./check-kill-points";

/** Per variant, so about 200 per vendor. */
const count = 67;

/** Tests kills at every kind of moment of each variant's push, and at random ones, and writes them for the report. */
export function describeKills(variants: readonly Variant[]): void {
  describe("another process completes a push whose process was killed", () => {
    it.each(variants.map((variant) => [variantName(variant), variant] as const))("%s", async (name, variant) => {
      const seed = readSeed();
      const { points, violations } = await checkKillPoints([variant], count, createRandom(seed));
      const { connector, credential } = variant;
      const moments = points.map(({ moment }) => moment);
      await writeResults(`kills-${name}`, { kind: "kills", connector, credential, moments });
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(points).toHaveLength(count);
    });
  });
}
