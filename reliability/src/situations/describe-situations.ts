import { createRandom, readSeed } from "@hrflow-connectors/testing/vitest";
import { describe, expect, it } from "vitest";
import { type Variant, variantName } from "../environment/variant";
import { useHarness } from "../harness";
import { writeResults } from "../report/results";
import { checkSituations } from "./check-situations";
import { chooseSituations, kindsOf } from "./choose-situations";
import type { Ending } from "./run-situation";
import { situationKinds } from "./situation";

/** Per kind and variant, at most. */
const count = 120;

/** Tests situations of every kind for each variant, and writes their counts for the report. */
export function describeSituations(variants: readonly Variant[]): void {
  describe.each(variants.map((variant) => [variantName(variant), variant] as const))(
    "nobody is lost, doubled or mixed up by a push to %s if",
    (name, variant) => {
      const harness = useHarness();

      it.each(kindsOf(variant).map((kind) => [situationKinds[kind], kind] as const))("%s", async (_, kind) => {
        const seed = readSeed();
        const chosen = await chooseSituations(harness.time, kind, variant, count, createRandom(seed));
        const { endings, violations } = await checkSituations(harness, chosen);
        const { connector, credential } = variant;
        const numberOf = (kind: Ending) => endings.filter((ending) => ending === kind).length;
        const counts = { count: endings.length, unsure: numberOf("unsure"), refused: numberOf("refused") };
        await writeResults(`situations-${kind}-${name}`, {
          ...{ kind: "situations", connector, credential, situation: kind },
          ...counts,
        });
        expect(violations, `seed ${seed}`).toEqual([]);
      });
    },
  );
}
