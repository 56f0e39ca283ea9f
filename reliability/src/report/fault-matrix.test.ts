import { expect, it } from "vitest";
import type { CellRecord, Outcome } from "../matrix/check-cells";
import { faultMatrix } from "./fault-matrix";

const cell = (row: string, outcome: Outcome, table: CellRecord["table"] = "requests"): CellRecord => ({
  ...{ table, column: "POST /candidates", row, detail: "once", outcome },
});

it("draws the worst outcome of each fault, with its meaning, and no fault of another table", () => {
  const cells = [
    cell("500", "next run"),
    cell("500", "same run"),
    cell("422", "refused"),
    cell("a lookup", "unsure", "lookups"),
  ];
  const svg = faultMatrix("Acme", cells);
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect([...svg.matchAll(/<title>([^:]+):/g)].map(([, place]) => place)).toEqual([
    "500 at POST /candidates",
    "422 at POST /candidates",
  ]);
  expect(svg).toContain("delivered completely by the next run");
  expect(svg).not.toContain("delivered completely by the run that met the fault");
});
