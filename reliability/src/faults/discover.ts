import type { VirtualTime } from "@hrflow-connectors/testing/vitest";
import { type Baseline, runLimitMs } from "../checks/check-run";
import { createEnvironment, type Run } from "../environment/create-environment";
import type { PushFixture, Variant } from "../environment/variant";
import { type Operation, operationsOf, withoutOperations } from "./operations";

/** A push that faults can be injected into. */
export interface PushCase {
  variant: Variant;
  fixture: PushFixture;
  baseline: Baseline;
}

/** The operations of a push without faults. */
export interface DiscoveredPush extends PushCase {
  operations: Operation[];
  /** The operations that no earlier fixture has. */
  newOperations: Operation[];
  /** The operations of the store, in order. */
  storeOperations: readonly string[];
}

/** Runs each fixture without faults to learn which operations can fail. An operation counts for the first fixture only. */
export async function discoverPushes(time: VirtualTime, variant: Variant): Promise<DiscoveredPush[]> {
  const known: Operation[] = [];
  const found: DiscoveredPush[] = [];
  for (const fixture of variant.fixtures) {
    const { run, storeOperations } = await pushWithoutFaults(time, variant, fixture);
    const operations = operationsOf(run.received);
    const added = withoutOperations(operations, known);
    const newOperations = added.map((operation) => withUniqueName(operation, known));
    known.push(...added);
    const baseline = { parts: run.parts, receipts: run.result.receipts.length };
    found.push({ variant, fixture, baseline, operations, newOperations, storeOperations });
  }
  return found;
}

/** Adds the type of the body to a name that is taken. */
function withUniqueName(operation: Operation, known: readonly Operation[]): Operation {
  const isTaken = known.some(({ name }) => name === operation.name);
  return isTaken ? { ...operation, name: `${operation.name} as ${operation.bodyType}` } : operation;
}

export async function pushWithoutFaults(
  time: VirtualTime,
  variant: Variant,
  fixture: PushFixture,
): Promise<{ run: Run; storeOperations: readonly string[] }> {
  time.begin();
  const environment = createEnvironment(variant, fixture, time.track);
  const run = await time.settle(environment.push(), runLimitMs);
  const { status, receipts } = run.result;
  const isClean = status === "success" && receipts.every(({ warnings = [] }) => warnings.length === 0);
  if (!isClean)
    throw new Error(`${variant.credential}, ${fixture.name}: fails without faults: ${JSON.stringify(run.result)}`);
  return { run, storeOperations: [...environment.store.operations] };
}
