import { crashAt } from "@hrflow-connectors/testing/fakes";
import { isDone, isLost, writesAgain } from "../matrix/cell";
import { discover } from "../matrix/discover";
import { brokenPromises, type Clean, madeTwice, missingFrom, runLimitMs } from "../matrix/judge";
import { lostWritesOf } from "../matrix/plan";
import { arm, type Step, templateOf } from "../matrix/steps";
import type { VirtualTime } from "../time/virtual-time";
import { createWorld, type Run } from "../world/create-world";
import type { Scenario, Variant } from "../world/variant";
import type { Life } from "./life";

/** A push, and every step at which it can meet a fault. */
export interface Stage {
  variant: Variant;
  scenario: Scenario;
  clean: Clean;
  steps: Step[];
}

/** The stages of a variant: the steps of clean pushes, and the look-ups that follow lost answers. */
export async function stagesOf(time: VirtualTime, variant: Variant): Promise<Stage[]> {
  const stages: Stage[] = [];
  for (const found of await discover(time, variant)) {
    const lost = await lostWritesOf(time, variant, { ...found, newSteps: found.steps });
    const { scenario, clean, steps } = found;
    const all = [...steps, ...lost.flatMap(({ lookUps }) => lookUps)];
    stages.push({ variant, scenario, clean, steps: all.map((step) => ({ ...step, path: templateOf(step.path) })) });
  }
  return stages;
}

const hourMs = 3_600_000;
const lastedMs = ({ result }: Run) => Date.parse(result.finishedAt) - Date.parse(result.startedAt);

/** Lives a life to its end, and answers the promises that were broken. */
export async function live(
  time: VirtualTime,
  { variant, scenario, clean, steps }: Stage,
  life: Life,
): Promise<string[]> {
  time.begin();
  const world = createWorld(variant, scenario, time.track);
  const broken: string[] = [];
  const judge = (name: string, run: Run) =>
    void broken.push(...brokenPromises(run, world, clean).map((promise) => `${name}: ${promise}`));
  let mayLack = false;

  for (const [index, { troubles, storeFails, deadlineMs, diesAt, hoursBefore }] of life.attempts.entries()) {
    time.pass(hoursBefore * hourMs);
    for (const trouble of troubles) {
      const step = steps[trouble.step % steps.length];
      if (!step || !trouble.fault.appliesTo(step)) continue;
      arm(world, step, trouble.fault.make(world), trouble.lasting);
      mayLack ||= trouble.fault.isRefusal || step.kind === "file" || step.kind === "read";
    }
    if (storeFails)
      world.store.fail(world.store.operations.length + storeFails.at, storeFails.fault, storeFails.lasting);
    const crash = crashAt(diesAt || Number.POSITIVE_INFINITY, world);
    const surroundings = { fetch: crash.fetch, store: crash.store, ...(deadlineMs ? { deadlineMs } : {}) };
    const outcome = await time.settle(Promise.race([world.push(surroundings), crash.died]), runLimitMs);
    for (const fake of world.fakes) fake.behave();
    world.store.heal();
    if (outcome !== "died") {
      judge(`attempt ${index + 1}`, outcome);
      const lateMs = lastedMs(outcome) - (deadlineMs ?? Number.POSITIVE_INFINITY);
      if (lateMs > 1000) broken.push(`attempt ${index + 1}: stopped ${lateMs} ms late`);
    } else
      broken.push(...madeTwice(world.vendor.parts(), world, clean).map((fault) => `attempt ${index + 1}: ${fault}`));
  }

  let last: Run | undefined;
  const push = async (name: string) => {
    const run = await time.settle(world.push(), runLimitMs);
    judge(name, run);
    return run;
  };
  for (let n = 1; n <= 3 && !(last && isDone(last)); n++) {
    last = await push(`healthy run ${n}`);
    if (world.consent && isLost(last)) world.consent();
  }
  if (!last || !isDone(last)) return [...broken, `not delivered by healthy vendors: ${JSON.stringify(last?.result)}`];
  const missing = missingFrom(last, clean);
  return [
    ...broken,
    ...(missing.length > 0 && !mayLack ? [`lacks ${missing}`] : []),
    ...writesAgain(await push("once more"), last),
  ];
}
