import { describe, expect, it } from "vitest";
import { createRandom, seedOf } from "../random";
import { writeResults } from "../report/results";
import { nameOf, type Variant } from "../world/variant";
import { checkPoints } from "./check-points";

/** Of each variant: some 200 of each vendor. */
const count = 67;

/** Kills pushes by each variant at every kind of moment, and at others by chance, and has another process go on. */
export function describeKills(variants: readonly Variant[]): void {
  describe("a push whose process is killed is finished by another process", () => {
    it.each(variants.map((variant) => [nameOf(variant), variant] as const))("%s", async (name, variant) => {
      const seed = seedOf();
      console.log(`${name}: seed ${seed}`);
      const { points, broken } = await checkPoints([variant], count, createRandom(seed));
      const { connector, credential } = variant;
      const moments = points.map(({ moment }) => moment);
      await writeResults(`kills-${name}`, { kind: "kills", connector, credential, moments });
      expect(broken).toEqual([]);
      expect(points).toHaveLength(count);
    });
  });
}
