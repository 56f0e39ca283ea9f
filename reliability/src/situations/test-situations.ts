import { createRandom, readSeed, sample } from "@hrflow-connectors/testing/vitest";
import { describe, expect, it, vi } from "vitest";
import { othersOf } from "../environment/greenhouse-variants";
import { type Variant, variantName } from "../environment/variant";
import { type Harness, useHarness } from "../harness";
import { writeResults } from "../report/results";
import { planSituations } from "./plan-situations";
import { type Ending, runSituation } from "./run-situation";
import { type Situation, type SituationKind, situationKinds } from "./situation";

/** The kinds that a variant can meet. */
const kindsOf = (variant: Variant) =>
  (Object.keys(situationKinds) as SituationKind[]).filter(
    (kind) => kind !== "switches" || othersOf(variant).length > 0,
  );

/** Tests at most so many situations of every kind for each variant, and writes their counts for the report if it is told to. */
export function testSituations(variants: readonly Variant[], count: number, isReported = false): void {
  describe.each(variants.map((variant) => [variantName(variant), variant] as const))(
    "nobody is lost, doubled or mixed up by a push to %s if",
    (name, variant) => {
      const harness = useHarness();

      it.each(kindsOf(variant).map((kind) => [situationKinds[kind], kind] as const))("%s", async (_, kind) => {
        const seed = readSeed();
        const planned = await planSituations(harness.time, kind, variant, othersOf(variant));
        const chosen = sample(planned, count, createRandom(seed));
        // So that a seed repeats what it finds, marks that two people get by chance included.
        vi.spyOn(Math, "random").mockImplementation(createRandom(seed));
        const { endings, violations } = await checkSituations(harness, chosen);
        const numberOf = (kind: Ending) => endings.filter((ending) => ending === kind).length;
        const { connector, credential } = variant;
        if (isReported)
          await writeResults(`situations-${kind}-${name}`, {
            ...{ kind: "situations", connector, credential, situation: kind, count: endings.length },
            ...{ unsure: numberOf("unsure"), refused: numberOf("refused") },
          });
        expect(violations, `seed ${seed}`).toEqual([]);
        expect(endings).toHaveLength(Math.min(count, planned.length));
      });
    },
  );
}

/** Runs situations. Returns how each ended, and one line per failed check. */
async function checkSituations({ time, unhandled }: Harness, situations: readonly Situation[]) {
  const endings: Ending[] = [];
  const violations: string[] = [];
  for (const situation of situations) {
    const result = await runSituation(time, situation).catch((error: unknown) => ({
      ...{ ending: undefined, violations: [String(error)] },
    }));
    if (result.ending) endings.push(result.ending);
    const found = [...result.violations, ...(await unhandled.take())];
    violations.push(...found.map((violation) => `${situation.name}: ${violation}`));
  }
  return { endings, violations };
}
