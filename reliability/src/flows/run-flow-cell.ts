import {
  actionsOf,
  cellOf,
  createSubject,
  faultsAt,
  type Injection,
  isComplete,
  isUnsure,
  type Run,
  runCell,
  type Subject,
  type Tested,
  testedAction,
  warningsOf,
  writesOf,
} from "@hrflow-connectors/testing/vitest";
import { afterAll, beforeAll, describe } from "vitest";
import { variantName } from "../environment/variant";
import { pathTemplate } from "../faults/operations";
import { collectUnhandledErrors, type UnhandledErrors } from "../harness";
import type { Outcome } from "../matrix/cell";
import type { CellRecord } from "../matrix/check-cells";
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
export async function planFlowCells(tested: Tested<object>): Promise<Injection[]> {
  const { run, operations } = await tested.baseline();
  if (!isComplete(run)) throw new Error(`${tested.action.method} fails without faults: ${JSON.stringify(run.result)}`);
  return operations.flatMap(faultsAt);
}

/** Runs a flow with each fault, again without it until everything is delivered, and once more. */
export async function checkFlowCells(
  { unhandled }: FlowHarness,
  tested: Tested<object>,
  flow: Flow,
  cells: readonly Injection[],
): Promise<{ records: CellRecord[]; violations: string[] }> {
  const records: CellRecord[] = [];
  const violations: string[] = [];
  for (const cell of cells) {
    const { record, found } = await runFlowCell(tested, flow, cell);
    records.push(record);
    violations.push(...found, ...(await unhandled.take()));
  }
  return { records, violations };
}

async function runFlowCell(tested: Tested<object>, flow: Flow, injection: Injection) {
  const { operation, fault, lasting } = injection;
  const { environment, first, last, missing, violations } = await runCell(tested, cellOf([injection]));
  const found = [...violations, ...checkCause(tested, first, injection)];
  const isAllowed = (violation: string) =>
    // Each run updates what it wrote before, also if nothing has changed.
    (tested.action.direction === "pull" && violation.includes("run sends PUT ")) ||
    // The Job Board API returns no id.
    (flow.mayBeUnsure && violation.includes(": a receipt names "));
  let outcome = outcomeOf(first, last, missing, injection);
  if (isUnsure(last)) {
    outcome = "unsure";
    const again = writesOf(await environment.run(), tested);
    found.push(
      ...(flow.mayBeUnsure ? [] : ["the outcome stays unknown"]),
      ...again.map((write) => `sends ${write} although the outcome of the first is unknown`),
    );
  }
  const detail = lasting ? "on every attempt" : "once";
  const column = pathTemplate(operation.name);
  const record: CellRecord = { table: "requests", column, row: fault.name, detail, outcome };
  return { record, found: found.filter((violation) => !isAllowed(violation)) };
}

function outcomeOf(first: Run, repeated: Run, missing: readonly string[], { fault }: Injection): Outcome {
  if (missing.length > 0 || warningsOf(repeated).length > 0) return "warning";
  if (isComplete(first)) return "same run";
  return fault.isRefusal ? "refused" : "next run";
}

/** A failure must have the code of the fault, and that of a page which cannot be read must be a read failure. */
function checkCause({ action }: Tested<object>, { result }: Run, { operation, fault }: Injection): string[] {
  // HrFlow.ai responds with 400 where it has no such profile: without a readable body, it could be any 400.
  const isLookup = operation.fake === "HrFlow.ai" && operation.method === "GET";
  const codes = [...fault.codes, "partial_write", "unsure", ...(isLookup ? ["invalid_request"] : [])];
  const { status, reason, failures } = result;
  const isOfOrigin = (operation.fake === "HrFlow.ai") === (action.direction === "push");
  const isPage = isOfOrigin && operation.kind !== "file" && operation.kind !== "token";
  const isRead = failures.some(({ stage }) => stage === "read") && (status !== "fatal" || reason === "read_failure");
  return [
    ...failures
      .filter(({ error }) => !codes.includes(error.code))
      .map(({ error }) => `${operation.name}: ${fault.name}: wrong code: ${error.code} ${error.message}`),
    ...(isPage && failures.length > 0 && !isRead
      ? [`${operation.name}: ${fault.name}: ${status}, ${reason} for a page that cannot be read`]
      : []),
  ];
}
