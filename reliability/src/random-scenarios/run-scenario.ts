import { crashAt } from "@hrflow-connectors/testing/fakes";
import { injectFault, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import {
  checkRepeatedRun,
  checkRun,
  isComplete,
  isCredentialRefused,
  missingParts,
  runLimitMs,
  unexpectedParts,
} from "../checks/check-run";
import { createEnvironment, type Environment, type Run } from "../environment/create-environment";
import { partsOf, type Variant } from "../environment/variant";
import { discoverPushes, type PushCase } from "../faults/discover";
import { type Operation, pathTemplate } from "../faults/operations";
import { discoverLostWrites } from "../matrix/lost-writes";
import type { PushProcess, Scenario } from "./scenario";

/** A push, and every operation that a fault can be injected into. */
export interface ScenarioPush extends PushCase {
  operations: Operation[];
}

/** Returns the pushes of a variant, with the operations of a push without faults and the lookups after lost responses. */
export async function discoverScenarioPushes(time: VirtualTime, variant: Variant): Promise<ScenarioPush[]> {
  const pushes: ScenarioPush[] = [];
  for (const push of await discoverPushes(time, variant)) {
    const lost = await discoverLostWrites(time, push, push.operations);
    const all = [...push.operations, ...lost.flatMap(({ lookups }) => lookups)];
    // Ids differ from one environment to the next.
    pushes.push({ ...push, operations: all.map((each) => ({ ...each, path: pathTemplate(each.path) })) });
  }
  return pushes;
}

const hourMs = 3_600_000;
const durationMs = ({ result }: Run) => Date.parse(result.finishedAt) - Date.parse(result.startedAt);

/** Runs the processes of a scenario, then the push without faults. Returns one line per failed check. */
export async function runScenario(time: VirtualTime, push: ScenarioPush, scenario: Scenario): Promise<string[]> {
  const { variant, fixture, baseline } = push;
  time.begin();
  const environment = createEnvironment(variant, fixture, time.track);
  const violations: string[] = [];
  const report = (name: string, found: readonly string[]) =>
    void violations.push(...found.map((violation) => `${name}: ${violation}`));
  let mayLackParts = false;

  for (const [index, process] of scenario.processes.entries()) {
    const name = `process ${index + 1}`;
    time.pass(process.hoursBefore * hourMs);
    mayLackParts = injectFaults(environment, push, process) || mayLackParts;
    const outcome = await runProcess(time, environment, process);
    environment.restore();
    if (outcome === "crashed") {
      time.forget();
      report(name, unexpectedParts(partsOf(environment.vendor), environment, baseline));
      continue;
    }
    report(name, checkRun(outcome, environment, baseline));
    const lateMs = durationMs(outcome) - (process.deadlineMs ?? Number.POSITIVE_INFINITY);
    if (lateMs > 1000) report(name, [`stopped ${lateMs} ms after the deadline`]);
  }

  const pushAgain = async (name: string) => {
    const run = await time.settle(environment.push(), runLimitMs);
    report(name, checkRun(run, environment, baseline));
    return run;
  };
  let last: Run | undefined;
  for (let n = 1; n <= 3 && !(last && isComplete(last)); n++) {
    last = await pushAgain(`run ${n} without faults`);
    if (isCredentialRefused(last.result)) environment.reauthorize?.();
  }
  if (!last || !isComplete(last))
    return [...violations, `not delivered by healthy vendors: ${JSON.stringify(last?.result)}`];
  const missing = missingParts(last, baseline);
  if (missing.length > 0 && !mayLackParts) violations.push(`missing: ${missing}`);
  const repeated = await pushAgain("repeated push");
  return [...violations, ...checkRepeatedRun(repeated, last)];
}

/** Returns whether the faults may leave the record without some of its parts. */
function injectFaults(environment: Environment, { operations }: ScenarioPush, process: PushProcess): boolean {
  let mayLackParts = false;
  for (const { operation: number, fault, lasting } of process.requestFaults) {
    const operation = operations[number % operations.length];
    if (!operation || !fault.appliesTo(operation)) continue;
    injectFault(environment.fakes, operation, fault.create(environment), lasting);
    mayLackParts ||= fault.isRefusal || operation.kind === "file" || operation.kind === "read";
  }
  const { store } = environment;
  if (process.storeFault) {
    const { at, fault, lasting } = process.storeFault;
    store.injectFault(store.operations.length + at, fault, lasting);
  }
  return mayLackParts;
}

async function runProcess(
  time: VirtualTime,
  environment: Environment,
  { deadlineMs, crashAt: moment }: PushProcess,
): Promise<Run | "crashed"> {
  const { fetch, store, died } = crashAt(moment || Number.POSITIVE_INFINITY, environment);
  const run = environment.push({ fetch, store, ...(deadlineMs ? { deadlineMs } : {}) });
  return time.settle(Promise.race([run, died.then(() => "crashed" as const)]), runLimitMs);
}
