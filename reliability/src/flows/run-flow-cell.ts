import { difference, faults, injectFault, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import { checkLeaks, runLimitMs, warningsOf } from "../checks/check-run";
import { type Operation, operationsOf } from "../faults/operations";
import type { Injection, Outcome } from "../matrix/cell";
import type { CellRecord } from "../matrix/check-cells";
import type { Flow, FlowEnvironment, FlowRun } from "./flow";

/** A flow that meets a fault at one request. */
export interface FlowCell extends Injection {
  flow: Flow;
  /** What the target holds after runs without faults. */
  parts: readonly string[];
}

/** The first and the second request of a kind are cells of their own. Those of further records are like them. */
const mostOfAKind = 2;

/** Plans every fault, once and on every attempt, at every kind of request that a run without faults sends. */
export async function planFlowCells(time: VirtualTime, flow: Flow): Promise<FlowCell[]> {
  time.begin();
  const environment = flow.connect(time.track);
  const { result, received } = await time.settle(environment.run("sync"), runLimitMs);
  const isClean = result.status === "success" && warningsOf(result).length === 0;
  if (!isClean) throw new Error(`${flow.credential} fails without faults: ${JSON.stringify(result)}`);
  const parts = environment.parts();
  const kinds = new Map<string, Operation>();
  for (const operation of operationsOf(received)) {
    const number = Number(/\((\d+)\)$/.exec(operation.name)?.[1] ?? 1);
    if (number <= mostOfAKind && !kinds.has(operation.name)) kinds.set(operation.name, operation);
  }
  return [...kinds.values()].flatMap((operation) =>
    faults
      .filter(({ appliesTo }) => appliesTo(operation))
      .flatMap((fault) => [false, true].map((lasting) => ({ flow, parts, operation, fault, lasting }))),
  );
}

/** Flows run every hour. What they load once is kept for some minutes. */
const hourMs = 3_600_000;

/** What a run of a flow sends to be written. */
export function writesOf({ received }: FlowRun): string[] {
  return received
    .filter(({ request }) => request.method !== "GET" && !request.path.endsWith("/token"))
    .map(({ request }) => `${request.method} ${request.path}`);
}

/** Runs a flow with a fault, again without it until everything is delivered, and once more. */
export async function runFlowCell(
  time: VirtualTime,
  cell: FlowCell,
): Promise<{ record: CellRecord; violations: string[] }> {
  const { flow, parts, operation, fault, lasting } = cell;
  time.begin();
  const environment = flow.connect(time.track);
  const violations: string[] = [];
  /** A resume that HrFlow.ai refuses is named by the run that sent it, and not sent again. */
  let isNamed = false;
  const run = async (name: string) => {
    const done = await time.settle(environment.run("sync"), runLimitMs);
    isNamed ||= warningsOf(done.result).length > 0;
    const found = checkFlowRun(done, environment, { parts, isNamed });
    violations.push(...found.map((violation) => `${name}: ${violation}`));
    time.pass(hourMs);
    return done;
  };
  injectFault(environment.fakes, operation, fault.create(environment), lasting);
  const first = await run("run 1");
  violations.push(...checkCause(first, cell));
  for (const fake of environment.fakes) fake.clearFaults();
  let last = first;
  for (let n = 2; n <= 3 && !isComplete(last); n++) last = await run(`run ${n}`);
  const isUnsure = flow.mayBeUnsure && last.result.failures.some(({ error }) => error.code === "unsure");
  const missing = difference(parts, environment.parts());
  if (!isUnsure && last.result.status !== "success")
    violations.push(`not delivered by healthy vendors: ${JSON.stringify(last.result.failures)}`);
  if (missing.length > 0 && !isNamed && !isUnsure) violations.push(`lost: ${missing}`);
  const repeated = await run("repeated run");
  const isAllowed = (write: string) => flow.alwaysUpdates && write.startsWith("PUT ");
  const repeats = writesOf(repeated).filter((write) => !isAllowed(write));
  violations.push(...repeats.map((write) => `repeated run: sends ${write}`));
  const outcome = isUnsure ? "unsure" : outcomeOf(first, repeated, missing, cell);
  const detail = lasting ? "on every attempt" : "once";
  return { record: { table: "requests", column: operation.name, row: fault.name, detail, outcome }, violations };
}

function isComplete({ result }: FlowRun): boolean {
  return result.status === "success" && warningsOf(result).length === 0;
}

function outcomeOf(first: FlowRun, repeated: FlowRun, missing: readonly string[], { fault }: FlowCell): Outcome {
  if (missing.length > 0 || warningsOf(repeated.result).length > 0) return "warning";
  if (isComplete(first)) return "same run";
  return fault.isRefusal ? "refused" : "next run";
}

/** Checks what must hold after every run. `isNamed`: whether a warning said what is missing. */
function checkFlowRun(
  run: FlowRun,
  environment: FlowEnvironment,
  { parts, isNamed }: { parts: readonly string[]; isNamed: boolean },
): string[] {
  const { status, failures, receipts } = run.result;
  const held = environment.parts();
  const missing = difference(parts, held);
  const ids = receipts.map(({ id }) => id);
  return [
    ...difference(held, parts).map((part) => `duplicate or unexpected: ${part}`),
    ...(new Set(ids).size === ids.length ? [] : ["two receipts for the same record"]),
    ...((status === "success") === (failures.length === 0) ? [] : [`${status} with ${failures.length} failures`]),
    ...(status === "success" && missing.length > 0 && !isNamed ? [`success without ${missing}, and no warning`] : []),
    ...checkLeaks(run, environment),
  ];
}

/** A failure must have the code of the fault, and that of a page which cannot be read must be a read failure. */
function checkCause({ result, received }: FlowRun, { flow, operation, fault }: FlowCell): string[] {
  // HrFlow.ai responds with 400 where it has no such profile: without a readable body, it could be any 400.
  const isLookup = operation.fake === "HrFlow.ai" && operation.method === "GET";
  const codes = [...fault.codes, "partial_write", "unsure", ...(isLookup ? ["invalid_request"] : [])];
  const { status, reason, failures } = result;
  const isPage = operation.fake === flow.origin && operation.kind !== "file" && operation.kind !== "token";
  const isRead = failures.some(({ stage }) => stage === "read") && (status !== "fatal" || reason === "read_failure");
  return [
    ...(received.some(({ request }) => request.fault) ? [] : ["never met the fault"]),
    ...failures
      .filter(({ error }) => !codes.includes(error.code))
      .map(({ error }) => `wrong code: ${error.code} ${error.message}`),
    ...(isPage && failures.length > 0 && !isRead ? [`${status}, ${reason} for a page that cannot be read`] : []),
  ];
}
