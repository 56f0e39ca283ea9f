import fc from "fast-check";
import type { Watch } from "../watch-tests";
import type { Variant } from "../world/variant";
import { describeLife, life } from "./life";
import { live, type Stage, stagesOf } from "./live";

/** Lives so many lives with pushes by the variants. Throws with the smallest that breaks a promise, and its seed. */
export async function checkLives(
  { time, unhandled }: Watch,
  variants: readonly Variant[],
  { count, seed }: { count: number; seed: number },
): Promise<void> {
  const stages: Stage[] = [];
  for (const variant of variants) stages.push(...(await stagesOf(time, variant)));
  const property = fc.asyncProperty(life, async (one) => {
    const stage = stages[one.scenario % stages.length] as Stage;
    const broken = [...(await live(time, stage, one)), ...(await unhandled.take())];
    if (broken.length === 0) return;
    const { variant, scenario } = stage;
    throw new Error([`${variant.credential}, ${scenario.name}`, describeLife(one), ...broken].join("\n"));
  });
  await fc.assert(property, { numRuns: count, seed });
}
