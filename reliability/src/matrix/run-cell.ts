import { injectFault, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import { vi } from "vitest";
import {
  type Baseline,
  checkRepeatedRun,
  checkRun,
  isComplete,
  isCredentialRefused,
  missingParts,
  runLimitMs,
  warningsOf,
} from "../checks/check-run";
import { createEnvironment, type Run } from "../environment/create-environment";
import type { PushCase } from "../faults/discover";

import type { Conditions, Injection, Outcome } from "./cell";

export interface CellResult {
  outcome: Outcome;
  /** One line per failed check. */
  violations: string[];
  /** The first run, which met the faults. */
  first: Run;
}

/** Pushes a profile with faults, again without them until the push is complete, and once more. */
export async function runCell(
  time: VirtualTime,
  { variant, fixture, baseline }: PushCase,
  injections: readonly Injection[],
  conditions?: Conditions,
): Promise<CellResult> {
  time.begin();
  // What `addOtherRecords` of an earlier cell has fixed.
  vi.restoreAllMocks();
  const environment = createEnvironment(variant, fixture, time.track);
  const violations: string[] = [];
  const push = async (name: string) => {
    const run = await time.settle(environment.push(), runLimitMs);
    violations.push(...checkRun(run, environment, baseline).map((violation) => `${name}: ${violation}`));
    return run;
  };
  conditions?.prepare(environment);
  for (const { operation, fault, lasting } of injections)
    injectFault(environment.fakes, operation, fault.create(environment), lasting);
  const first = await push("run 1");
  violations.push(
    ...(conditions ? conditions.checkApplied(first) : checkInjected(first, injections)),
    ...checkErrors(first, injections, conditions),
  );
  environment.restore();

  let last = first;
  for (let n = 2; n <= 3 && !isComplete(last); n++) last = await push(`run ${n}`);
  let outcome: Outcome | undefined;
  if (environment.reauthorize && isCredentialRefused(last.result)) {
    outcome = "reauthorized";
    environment.reauthorize();
    last = await push("run with a new authorization");
  }
  if (!isComplete(last)) {
    const failures = JSON.stringify(last.result.failures);
    violations.push(`not delivered by healthy vendors: ${failures} ${missingParts(last, baseline)}`);
  }
  const repeated = await push("repeated push");
  violations.push(...checkRepeatedRun(repeated, last));
  return { outcome: outcome ?? outcomeOf(first, repeated, baseline, injections), violations, first };
}

function outcomeOf(first: Run, repeated: Run, baseline: Baseline, injections: readonly Injection[]): Outcome {
  if (warningsOf(repeated.result).length > 0 || missingParts(repeated, baseline).length > 0) return "warning";
  if (first.result.status === "success" && warningsOf(first.result).length === 0) return "same run";
  return injections.some(({ fault }) => fault.isRefusal) ? "refused" : "next run";
}

/** A cell whose faults were never met proves nothing. */
function checkInjected({ received }: Run, injections: readonly Injection[]): string[] {
  const isMet = ({ operation }: Injection) =>
    received.some(
      ({ request }) => request.method === operation.method && request.path === operation.path && request.fault,
    );
  return injections
    .filter((injection) => !isMet(injection))
    .map(({ operation, fault }) => `${operation.name} never met the fault: ${fault.name}`);
}

/** A failure must report the code and the status of the fault. */
function checkErrors({ result }: Run, injections: readonly Injection[], conditions: Conditions | undefined): string[] {
  const codes = [...injections.flatMap(({ fault }) => fault.codes), ...(conditions?.codes ?? [])];
  const statuses = [...injections.map(({ fault }) => fault.status), ...(conditions ? [undefined] : [])];
  return result.failures.flatMap(({ error }) => {
    const isCodeCorrect = codes.length === 0 || [...codes, "partial_write", "unsure"].includes(error.code);
    const isStatusCorrect = error.code === "unsure" || statuses.includes(error.status);
    return isCodeCorrect && isStatusCorrect
      ? []
      : [`wrong code or status: ${error.code} ${error.status ?? ""}: ${error.message}`];
  });
}
