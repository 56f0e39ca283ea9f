import type { CellRecord, Outcome } from "../matrix/check-cells";

/** The symbol of each outcome, in the order of the legend. */
export const symbols: Record<Outcome, { symbol: string; meaning: string }> = {
  "same run": { symbol: "✓", meaning: "delivered completely by the run that met the fault" },
  "next run": { symbol: "↻", meaning: "reported as a failure or a warning, and delivered completely by the next run" },
  refused: { symbol: "✗", meaning: "reported as refused, and delivered by the next run once the vendor accepts it" },
  warning: {
    symbol: "△",
    meaning: "delivered without the part that a warning on the receipt names; later runs do not add it",
  },
  reauthorized: { symbol: "⚿", meaning: "refused until there is a new authorization code, and then delivered" },
  unsure: { symbol: "?", meaning: "reported as unknown, with a dead letter, and never sent again by itself" },
};

const outcomeOrder = Object.keys(symbols) as Outcome[];

/** Returns a Markdown table without padding. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

/** Faults of the requests of a push: once, and on every attempt if the outcome differs. */
export function requestTable(cells: readonly CellRecord[]): string[] {
  return matrixTable(cells, "fault", (group) => splitBy(group, isLasting, " / "));
}

/** Faults of the lookups: for a write that was not processed and one that was, each once and on every attempt. */
export function lookupTable(cells: readonly CellRecord[]): string[] {
  return matrixTable(cells, "fault of the lookup", (group) =>
    splitBy(group, isProcessed, " · ", (half) => splitBy(half, isLasting, " / ")),
  );
}

/** Faults of the lists: without another fault, or for a write that was not processed and one that was. */
export function listTable(cells: readonly CellRecord[]): string[] {
  return matrixTable(cells, "the list has", (group) => splitBy(group, isProcessed, " · "));
}

/** Faults of the store: every outcome that occurred. */
export function storeTable(cells: readonly CellRecord[]): string[] {
  return matrixTable(cells, "the operation", (group) => symbolsOf(group));
}

/** Splits the cells of one place in a table. Each group has its own symbol if the symbols differ. */
type Split = (cell: CellRecord) => boolean;

const isLasting: Split = ({ detail }) => /on every attempt|from then on/.test(detail);
const isProcessed: Split = ({ detail }) => detail.includes("after processing");

function splitBy(
  cells: readonly CellRecord[],
  split: Split,
  separator: string,
  show: (group: readonly CellRecord[]) => string = symbolsOf,
): string {
  const shown = groupBy(cells, (cell) => String(split(cell))).map(show);
  return [...new Set(shown)].join(separator);
}

function symbolsOf(cells: readonly CellRecord[]): string {
  return outcomeOrder
    .filter((outcome) => cells.some((cell) => cell.outcome === outcome))
    .map((outcome) => symbols[outcome].symbol)
    .join("");
}

/** Numbers the columns, because their names are long, and merges equal rows. */
function matrixTable(
  cells: readonly CellRecord[],
  head: string,
  show: (group: readonly CellRecord[]) => string,
): string[] {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const rows = [...new Set(cells.map(({ row }) => row))].map((row) => ({
    row,
    shown: columns.map((column) => show(cells.filter((cell) => cell.row === row && cell.column === column)) || "–"),
  }));
  const merged = groupBy(rows, ({ shown }) => shown.join("|"));
  return [
    columns.map((column, index) => `${index + 1} \`${column}\``).join(", "),
    "",
    ...markdownTable(
      [head, ...columns.map((_, index) => String(index + 1))],
      merged.map((group) => [joinRowNames(group.map(({ row }) => row)), ...(group[0]?.shown ?? [])]),
    ),
  ];
}

/** Joins row names, with statuses that have the same suffix in one list: `500, 502 after processing`. */
function joinRowNames(rows: readonly string[]): string {
  const suffix = (row: string) => /^\d{3}(| after processing)$/.exec(row)?.[1];
  return groupBy(rows, (row) => suffix(row) ?? row)
    .map((group) => group.map((row, index) => (index < group.length - 1 ? row.slice(0, 3) : row)).join(", "))
    .join("; ");
}

/** Groups entries by key, in the order in which the keys first occur. */
function groupBy<T>(entries: readonly T[], keyOf: (entry: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const entry of entries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return [...groups.values()];
}
