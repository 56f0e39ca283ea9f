import {
  type Cell,
  cellOf,
  type Injection,
  isComplete,
  isUnsure,
  type Run,
  runCell,
  type Tested,
  warningsOf,
  writesOf,
} from "@hrflow-connectors/testing/vitest";
import { vi } from "vitest";
import type { UnhandledErrors } from "../harness";

/** How a run that met a fault ended. */
export type Outcome = "same run" | "next run" | "warning" | "refused" | "reauthorized" | "unsure";

/** A cell as the report shows it. */
export interface CellRecord {
  table: "requests" | "lookups" | "lists" | "store";
  /** The operation that meets the fault. */
  column: string;
  /** The fault. */
  row: string;
  /** Distinguishes the cells that share a place in a table. */
  detail: string;
  outcome: Outcome;
}

/** What goes wrong in the first of several runs, and its place in the report. */
export interface PlannedCell extends Omit<CellRecord, "outcome"> {
  tested: Tested<object>;
  injections: readonly Injection[];
  /** What else goes wrong. */
  conditions?: Pick<Cell, "prepare" | "restore" | "isMet">;
  /** The error codes that a failure may have beside those of the faults. Default: any code if there are no faults. */
  codes?: readonly string[];
  /** Whether the target has no lookup, so that an unknown outcome stays unknown. */
  mayBeUnsure?: boolean;
}

/** Runs the cells of one push or flow. Returns the outcome of each, and one line per failed check. */
export async function checkCells(
  unhandled: UnhandledErrors,
  cells: readonly PlannedCell[],
): Promise<{ records: CellRecord[]; violations: string[] }> {
  const records: CellRecord[] = [];
  const violations: string[] = [];
  for (const cell of cells) {
    const { table, column, row, detail } = cell;
    const found: string[] = [];
    try {
      const { outcome, violations: own } = await checkCell(cell);
      records.push({ table, column, row, detail, outcome });
      found.push(...own);
    } catch (error) {
      found.push(String(error));
    }
    found.push(...(await unhandled.take()));
    violations.push(...found.map((violation) => `${column}: ${row}, ${detail}: ${violation}`));
  }
  return { records, violations };
}

async function checkCell(cell: PlannedCell): Promise<{ outcome: Outcome; violations: string[] }> {
  const { tested, injections, conditions, mayBeUnsure = false } = cell;
  // What an earlier cell has fixed.
  vi.restoreAllMocks();
  const faulty = cellOf(injections);
  const { environment, first, last, missing, isRenewed, violations } = await runCell(tested, {
    ...faulty,
    ...conditions,
    prepare(surroundings) {
      conditions?.prepare(surroundings);
      faulty.prepare(surroundings);
    },
  });
  violations.push(...causeViolations(cell, first));
  const isAllowed = (violation: string) =>
    // Each run updates what it wrote before, also if nothing has changed.
    (tested.action.direction === "pull" && violation.includes("run sends PUT ")) ||
    // The Job Board API returns no id.
    (mayBeUnsure && violation.includes(": a receipt names "));
  const isUnknown = isUnsure(last);
  if (isUnknown) {
    const again = writesOf(await environment.run(), tested);
    violations.push(
      ...(mayBeUnsure ? [] : ["the outcome stays unknown"]),
      ...again.map((write) => `sends ${write} although the outcome of the first is unknown`),
    );
  }
  const isLacking = missing.length > 0 || warningsOf(last).length > 0;
  const isRefusal = injections.some(({ fault }) => fault.isRefusal);
  const delivered = isComplete(first) ? "same run" : isRefusal ? "refused" : "next run";
  const known = isRenewed ? "reauthorized" : isLacking ? "warning" : delivered;
  return { outcome: isUnknown ? "unsure" : known, violations: violations.filter((each) => !isAllowed(each)) };
}

/** A failure must have the code and the status of the fault, and that of a page which cannot be read must be a read failure. */
function causeViolations({ tested: { action }, injections, conditions, codes = [] }: PlannedCell, { result }: Run) {
  const known = [...injections.flatMap(({ fault }) => fault.codes), ...codes];
  const { status, reason, failures } = result;
  // HrFlow.ai responds with 400 where it has no such profile: without a readable body, it could be any 400.
  const isLookup = injections.some(({ operation: { fake, method } }) => fake === "HrFlow.ai" && method === "GET");
  const statuses = [
    ...injections.map(({ fault }) => fault.status),
    ...(conditions ? [undefined] : []),
    ...(isLookup ? [400] : []),
  ];
  const allowed = [...known, "partial_write", "unsure", ...(isLookup ? ["invalid_request"] : [])];
  const isPage = injections.some(
    ({ operation: { fake, kind } }) =>
      (fake === "HrFlow.ai") === (action.direction === "push") && kind !== "file" && kind !== "token",
  );
  const isRead = failures.some(({ stage }) => stage === "read") && (status !== "fatal" || reason === "read_failure");
  return [
    ...failures
      .filter(({ error }) => known.length > 0 && !allowed.includes(error.code))
      .map(({ error }) => `wrong code: ${error.code} ${error.message}`),
    ...failures
      .filter(({ error }) => error.code !== "unsure" && !statuses.includes(error.status))
      .map(({ error }) => `wrong status: ${error.code} ${error.status}: ${error.message}`),
    ...(isPage && failures.length > 0 && !isRead ? [`${status}, ${reason} for a page that cannot be read`] : []),
  ];
}
