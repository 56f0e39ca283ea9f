import type { VirtualTime } from "../time/virtual-time";
import { createWorld, type Run } from "../world/create-world";
import type { Scenario, Variant } from "../world/variant";
import { type Clean, runLimitMs } from "./judge";
import { type Step, stepsOf, without } from "./steps";

/** A push that nothing disturbs: what it makes, and by which steps. */
export interface Discovered {
  scenario: Scenario;
  clean: Clean;
  steps: Step[];
  /** Those of them that no earlier scenario has. */
  newSteps: Step[];
  /** What was asked of the store, in turn. */
  operations: readonly string[];
}

/** Learns from a clean push of each scenario what there is to disturb; a step counts where it comes first. */
export async function discover(time: VirtualTime, variant: Variant): Promise<Discovered[]> {
  const known: Step[] = [];
  const found: Discovered[] = [];
  for (const scenario of variant.scenarios) {
    const { run, operations } = await cleanPush(time, variant, scenario);
    const { parts, result, arrivals } = run;
    const steps = stepsOf(arrivals);
    const fresh = without(steps, known);
    const newSteps = fresh.map((step) => renamed(step, known));
    known.push(...fresh);
    found.push({ scenario, clean: { parts, receipts: result.receipts.length }, steps, newSteps, operations });
  }
  return found;
}

/** The same request with another kind of body is told apart by it. */
function renamed(step: Step, known: readonly Step[]): Step {
  const isTaken = known.some(({ name }) => name === step.name);
  return isTaken ? { ...step, name: `${step.name} as ${step.body}` } : step;
}

async function cleanPush(
  time: VirtualTime,
  variant: Variant,
  scenario: Scenario,
): Promise<{ run: Run; operations: readonly string[] }> {
  time.begin();
  const world = createWorld(variant, scenario, time.track);
  const run = await time.settle(world.push(), runLimitMs);
  const { status, receipts } = run.result;
  const isClean = status === "success" && receipts.every(({ warnings = [] }) => warnings.length === 0);
  if (!isClean)
    throw new Error(`${variant.credential}, ${scenario.name}: no clean push: ${JSON.stringify(run.result)}`);
  return { run, operations: [...world.store.operations] };
}
