import {
  actionsOf,
  createSubject,
  isComplete,
  type Subject,
  type Tested,
  testedAction,
} from "@hrflow-connectors/testing/vitest";
import { afterAll, beforeAll, describe } from "vitest";
import { variantName } from "../environment/variant";
import { pathTemplate } from "../faults/operations";
import { collectUnhandledErrors, type UnhandledErrors } from "../harness";
import type { PlannedCell } from "../matrix/check-cells";
import { requestCells } from "../matrix/plan-cells";
import { type Flow, type FlowGroup, flowGroups } from "./flows";

/** What the tests of a group of flows share. */
export interface FlowHarness {
  subject: Subject<object>;
  unhandled: UnhandledErrors;
}

/** Describes the tests of each group of flows with its vendor and virtual time. */
export function describeFlows(test: (group: FlowGroup, harness: FlowHarness) => void, groups = flowGroups): void {
  for (const group of groups)
    describe(group.flows.map(variantName).join("; "), () => {
      const harness = {} as FlowHarness;
      beforeAll(async () => {
        Object.assign(harness, { subject: await createSubject(group.settings), unhandled: collectUnhandledErrors() });
      });
      afterAll(() => {
        harness.subject.time.stop();
        harness.unhandled.stop();
      });
      test(group, harness);
    });
}

export function testedFlow({ connector }: FlowGroup, { method }: Flow, subject: Subject<object>): Tested<object> {
  const action = actionsOf(connector).find((one) => one.method === method);
  if (!action) throw new Error(`no action ${method}`);
  return testedAction(subject, action);
}

/** Plans every fault, once and on every attempt, at every kind of request that a run without faults sends. */
export async function planFlowCells(tested: Tested<object>, { mayBeUnsure }: Flow): Promise<PlannedCell[]> {
  const { run, operations } = await tested.baseline();
  if (!isComplete(run)) throw new Error(`${tested.action.method} fails without faults: ${JSON.stringify(run.result)}`);
  return operations
    .flatMap(requestCells)
    .map((draft) => ({ ...draft, tested, mayBeUnsure, column: pathTemplate(draft.column) }));
}
