import type { Outcome } from "../matrix/cell";
import type { CellRecord } from "../matrix/check-cells";
import { groupBy } from "./group-by";
import { tableOf } from "./markdown";
import { symbolsOf } from "./symbols";

/** How the details of a cell stand in one place of a table: each group has a symbol of its own where they differ. */
type Split = (cell: CellRecord) => string;

const isLasting: Split = ({ detail }) => (/at every try|from then on/.test(detail) ? "lasting" : "once");
const hasActed: Split = ({ detail }) => (detail.includes("after it acted") ? "acted" : "not acted");

/** Faults against steps: once, and at every try where that ends in another way. */
export function stepTable(cells: readonly CellRecord[]): string[] {
  return table(cells, "fault", (group) => splitBy(group, isLasting, " / "));
}

/** Faults against look-ups: where the vendor had not acted, and where it had, each once and at every try. */
export function lookUpTable(cells: readonly CellRecord[]): string[] {
  return table(cells, "fault of the look-up", (group) =>
    splitBy(group, hasActed, " · ", (half) => splitBy(half, isLasting, " / ")),
  );
}

/** What can be wrong with lists: in a clean push, or where the vendor had not acted, and where it had. */
export function listTable(cells: readonly CellRecord[]): string[] {
  return table(cells, "the list has", (group) => splitBy(group, hasActed, " · "));
}

/** How the store fails: all that came of it. */
export function storeTable(cells: readonly CellRecord[]): string[] {
  return table(cells, "the operation", (group) => symbolsOf(outcomesOf(group)));
}

function splitBy(
  cells: readonly CellRecord[],
  split: Split,
  separator: string,
  show: (group: readonly CellRecord[]) => string = (group) => symbolsOf(outcomesOf(group)),
): string {
  const shown = groupBy(cells, split).map(show);
  return [...new Set(shown)].join(separator);
}

const outcomesOf = (cells: readonly CellRecord[]): Outcome[] => cells.map(({ outcome }) => outcome);

/** Columns are numbered, since their names are long; rows that are the same are one. */
function table(cells: readonly CellRecord[], head: string, show: (group: readonly CellRecord[]) => string): string[] {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const rows = [...new Set(cells.map(({ row }) => row))].map((row) => ({
    row,
    shown: columns.map((column) => show(cells.filter((cell) => cell.row === row && cell.column === column)) || "–"),
  }));
  const alike = groupBy(rows, ({ shown }) => shown.join("|"));
  return [
    columns.map((column, index) => `${index + 1} \`${column}\``).join(", "),
    "",
    ...tableOf(
      [head, ...columns.map((_, index) => String(index + 1))],
      alike.map((group) => [namesOf(group.map(({ row }) => row)), ...(group[0]?.shown ?? [])]),
    ),
  ];
}

/** Statuses that end in the same words stand together: `500, 502 after it acted`. */
function namesOf(rows: readonly string[]): string {
  const words = (row: string) => /^\d{3}(| after it acted)$/.exec(row)?.[1];
  return groupBy(rows, (row) => words(row) ?? row)
    .map((group) => group.map((row, index) => (index < group.length - 1 ? row.slice(0, 3) : row)).join(", "))
    .join("; ");
}
