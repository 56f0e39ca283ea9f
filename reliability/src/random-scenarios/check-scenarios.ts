import fc from "fast-check";
import type { Variant } from "../environment/variant";
import type { Harness } from "../harness";
import { discoverScenarioPushes, runScenario, type ScenarioPush } from "./run-scenario";
import { describeScenario, scenarios } from "./scenario";

/** Runs `count` random scenarios. Throws with the seed and the smallest scenario that fails a check. */
export async function checkScenarios(
  { time, unhandled }: Harness,
  variants: readonly Variant[],
  { count, seed }: { count: number; seed: number },
): Promise<void> {
  const pushes: ScenarioPush[] = [];
  for (const variant of variants) pushes.push(...(await discoverScenarioPushes(time, variant)));
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const push = pushes[scenario.push % pushes.length] as ScenarioPush;
    const violations = [...(await runScenario(time, push, scenario)), ...(await unhandled.take())];
    if (violations.length === 0) return;
    const { variant, fixture } = push;
    throw new Error([`${variant.credential}, ${fixture.name}`, describeScenario(scenario), ...violations].join("\n"));
  });
  await fc.assert(property, { numRuns: count, seed });
}
