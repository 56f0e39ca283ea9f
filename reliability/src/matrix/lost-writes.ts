import { lostResponses, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import type { DiscoveredPush } from "../faults/discover";
import { type Operation, operationsOf, withoutOperations } from "../faults/operations";
import type { Injection } from "./cell";
import { runCell } from "./run-cell";

/** A write whose response is lost, and the lookups that follow it. */
export interface LostWrite {
  injection: Injection;
  lookups: Operation[];
}

/** Loses the response of each write among `operations`, and returns those that are looked up. */
export async function discoverLostWrites(
  time: VirtualTime,
  push: DiscoveredPush,
  operations: readonly Operation[],
): Promise<LostWrite[]> {
  const found: LostWrite[] = [];
  for (const operation of operations.filter(({ kind }) => kind === "write")) {
    for (const fault of lostResponses) {
      const injection = { operation, fault, lasting: false };
      const { first } = await runCell(time, push, [injection]);
      const added = withoutOperations(operationsOf(first.received), push.operations);
      const lookups = added.filter(({ kind }) => kind === "read");
      if (lookups.length > 0) found.push({ injection, lookups });
    }
  }
  return found;
}
