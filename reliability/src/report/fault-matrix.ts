import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { CellRecord, Outcome } from "../matrix/check-cells";
import { symbols } from "./tables";

/** From what harms nobody to what somebody has to look at. People who are color-blind distinguish them, as does a print in gray. */
const colors: Record<Outcome, string> = {
  "same run": "#bfe3c4",
  "next run": "#8fc1e3",
  warning: "#f6dd88",
  reauthorized: "#d9b3e6",
  refused: "#f0a884",
  unsure: "#b6453c",
};
const severity = Object.keys(colors) as Outcome[];
const cellSize = 17;
const margin = { left: 280, top: 250, right: 20, bottom: 20 };

/** Draws the worst outcome of each fault at each request of a push, as an SVG document. */
export function faultMatrix(name: string, cells: readonly CellRecord[]): string {
  const worst = new Map<string, CellRecord>();
  for (const cell of cells.filter(({ table }) => table === "requests")) {
    const place = `${cell.row}|${cell.column}`;
    const known = worst.get(place);
    if (!known || severity.indexOf(cell.outcome) > severity.indexOf(known.outcome)) worst.set(place, cell);
  }
  const drawn = [...worst.values()];
  const columns = [...new Set(drawn.map(({ column }) => column))];
  const rows = [...new Set(drawn.map(({ row }) => row))];
  const { document } = parseHTML("<html></html>");
  const svg = Plot.plot({
    document,
    style: { background: "white", color: "black", fontSize: "11px" },
    width: margin.left + margin.right + columns.length * cellSize,
    height: margin.top + margin.bottom + rows.length * cellSize,
    marginLeft: margin.left,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    x: { axis: "top", domain: columns, label: null, tickRotate: -90, padding: 0.08 },
    y: { domain: rows, label: null, padding: 0.08 },
    color: { domain: severity, range: severity.map((outcome) => colors[outcome]) },
    marks: [
      Plot.cell(drawn, {
        x: "column",
        y: "row",
        fill: "outcome",
        title: ({ row, column, outcome }: CellRecord) => `${row} at ${column}: ${symbols[outcome].meaning}`,
      }),
      Plot.text(drawn, {
        x: "column",
        y: "row",
        text: ({ outcome }: CellRecord) => symbols[outcome].symbol,
        fill: "black",
      }),
    ],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `The fault matrix of ${name}`);
  return `${svg.outerHTML}\n`;
}
