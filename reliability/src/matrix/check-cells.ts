import type { Harness } from "../harness";
import { type Cell, cellName, type Outcome } from "./cell";
import { runCell } from "./run-cell";

/** A cell as the report shows it. */
export interface CellRecord extends Pick<Cell, "table" | "column" | "row" | "detail"> {
  outcome: Outcome;
}

/** Runs cells. Returns the outcome of each, and one line per failed check. */
export async function checkCells(
  { time, unhandled }: Harness,
  cells: readonly Cell[],
): Promise<{ records: CellRecord[]; violations: string[] }> {
  const records: CellRecord[] = [];
  const violations: string[] = [];
  for (const cell of cells) {
    const { injections, conditions, table, column, row, detail } = cell;
    const found: string[] = [];
    try {
      const result = await runCell(time, cell, injections, conditions);
      records.push({ table, column, row, detail, outcome: result.outcome });
      found.push(...result.violations);
    } catch (error) {
      found.push(String(error));
    }
    found.push(...(await unhandled.take()));
    violations.push(...found.map((violation) => `${cellName(cell)}: ${violation}`));
  }
  return { records, violations };
}
