import type { Harness } from "../harness";
import { type Ending, runSituation } from "./run-situation";
import type { Situation } from "./situation";

/** Runs situations. Returns how each ended, and one line per failed check. */
export async function checkSituations(
  { time, unhandled }: Harness,
  situations: readonly Situation[],
): Promise<{ endings: Ending[]; violations: string[] }> {
  const endings: Ending[] = [];
  const violations: string[] = [];
  for (const situation of situations) {
    const found: string[] = [];
    try {
      const result = await runSituation(time, situation);
      endings.push(result.ending);
      found.push(...result.violations);
    } catch (error) {
      found.push(String(error));
    }
    found.push(...(await unhandled.take()));
    violations.push(...found.map((violation) => `${situation.name}: ${violation}`));
  }
  return { endings, violations };
}
