import { afterAll, describe, expect, it } from "vitest";
import { writeResults } from "../report/results";
import { startVirtualTime } from "../time/virtual-time";
import { watchTests } from "../watch-tests";
import { nameOf, type Variant } from "../world/variant";
import { type CellRecord, checkCells } from "./check-cells";
import { type Cell, planCells } from "./plan";

/** Tests every cell of a variant, and leaves what became of each for the report. */
export async function describeMatrix(variant: Variant): Promise<void> {
  const columns = await columnsOf(variant);
  describe(`${nameOf(variant)}: one record with all its parts, or an honest failure`, () => {
    const results: CellRecord[] = [];
    const watch = watchTests();
    afterAll(async () => {
      const { connector, credential } = variant;
      await writeResults(`matrix-${nameOf(variant)}`, { kind: "matrix", connector, credential, cells: results });
    });

    it.each(columns)("%s", async (_, cells) => {
      const { records, broken } = await checkCells(watch, cells);
      results.push(...records);
      expect(broken).toEqual([]);
    });
  });
}

async function columnsOf(variant: Variant): Promise<[string, Cell[]][]> {
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
