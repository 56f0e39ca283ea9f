import { variantName } from "../environment/variant";
import type { Harness } from "../harness";
import type { CellRecord } from "../matrix/check-cells";
import { type FlowCell, runFlowCell } from "./run-flow-cell";

/** Runs cells. Returns the outcome of each, and one line per failed check. */
export async function checkFlowCells(
  { time, unhandled }: Harness,
  cells: readonly FlowCell[],
): Promise<{ records: CellRecord[]; violations: string[] }> {
  const records: CellRecord[] = [];
  const violations: string[] = [];
  for (const cell of cells) {
    const { flow, operation, fault, lasting } = cell;
    const found: string[] = [];
    try {
      const result = await runFlowCell(time, cell);
      records.push(result.record);
      found.push(...result.violations);
    } catch (error) {
      found.push(String(error));
    }
    found.push(...(await unhandled.take()));
    const name = `${variantName(flow)}: ${operation.name}: ${fault.name}, ${lasting ? "on every attempt" : "once"}`;
    violations.push(...found.map((violation) => `${name}: ${violation}`));
  }
  return { records, violations };
}
