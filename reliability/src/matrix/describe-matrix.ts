import { startVirtualTime } from "@hrflow-connectors/testing/vitest";
import { afterAll, describe, expect, it } from "vitest";
import { type Variant, variantName } from "../environment/variant";
import { useHarness } from "../harness";
import { writeResults } from "../report/results";
import type { Cell } from "./cell";
import { type CellRecord, checkCells } from "./check-cells";
import { planCells } from "./plan-cells";

/** Tests every cell of a variant, and writes the outcomes for the report. */
export async function describeMatrix(variant: Variant): Promise<void> {
  const columns = await planColumns(variant);
  describe(`${variantName(variant)}: creates one record with all its parts, or reports a correct failure`, () => {
    const results: CellRecord[] = [];
    const harness = useHarness();
    afterAll(async () => {
      const { connector, credential } = variant;
      await writeResults(`matrix-${variantName(variant)}`, { kind: "matrix", connector, credential, cells: results });
    });

    it.each(columns)("%s", async (_, cells) => {
      const { records, violations } = await checkCells(harness, cells);
      results.push(...records);
      expect(violations).toEqual([]);
    });
  });
}

async function planColumns(variant: Variant): Promise<[string, Cell[]][]> {
  const time = startVirtualTime();
  const columns = new Map<string, Cell[]>();
  try {
    for (const cell of await planCells(time, variant)) {
      const name = `${cell.table}: ${cell.column}`;
      columns.set(name, [...(columns.get(name) ?? []), cell]);
    }
  } finally {
    time.stop();
  }
  return [...columns];
}
