import type { Watch } from "../watch-tests";
import { type Outcome, runCell } from "./cell";
import { type Cell, cellName } from "./plan";

/** A cell as the report shows it. */
export interface CellRecord extends Pick<Cell, "table" | "column" | "row" | "detail"> {
  outcome: Outcome;
}

/** Runs cells, and answers what became of each, and one line for each promise that was broken. */
export async function checkCells(
  { time, unhandled }: Watch,
  cells: readonly Cell[],
): Promise<{ records: CellRecord[]; broken: string[] }> {
  const records: CellRecord[] = [];
  const broken: string[] = [];
  for (const cell of cells) {
    const { variant, scenario, clean, meetings, conditions, table, column, row, detail } = cell;
    const faults: string[] = [];
    try {
      const result = await runCell(time, variant, scenario, clean, meetings, conditions);
      records.push({ table, column, row, detail, outcome: result.outcome });
      faults.push(...result.broken);
    } catch (error) {
      faults.push(String(error));
    }
    faults.push(...(await unhandled.take()));
    broken.push(...faults.map((fault) => `${cellName(cell)}: ${fault}`));
  }
  return { records, broken };
}
