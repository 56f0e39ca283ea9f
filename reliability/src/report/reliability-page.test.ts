import { expect, it } from "vitest";
import type { Outcome } from "../matrix/cell";
import type { CellRecord } from "../matrix/check-cells";
import { reliabilityPage } from "./reliability-page";
import type { SoakResult } from "./results";

const cell = (row: string, detail: string, outcome: Outcome, more: Partial<CellRecord> = {}): CellRecord => ({
  ...{ table: "steps", column: "POST /token", row, detail, outcome },
  ...more,
});

const cells = [
  ...["500", "502"].flatMap((row) => [cell(row, "once", "same run"), cell(row, "at every try", "next run")]),
  cell("HTML", "once", "warning"),
  cell("HTML", "at every try", "warning"),
  cell("HTML", "once", "refused", { column: "GET /list" }),
  cell("500", "reset before it acted, once", "next run", { table: "look-ups", column: "GET /list" }),
  cell("500", "reset after it acted, once", "same run", { table: "look-ups", column: "GET /list" }),
  cell("500", "reset after it acted, at every try", "next run", { table: "look-ups", column: "GET /list" }),
];

const results: SoakResult[] = [
  { kind: "matrix", connector: "Lever", credential: "refresh token", cells },
  {
    kind: "kills",
    connector: "Lever",
    credential: "API key",
    moments: ["before GET /list is seen", "while the run is written"],
  },
  { kind: "matrix", connector: "Lever", credential: "authorization code", cells },
  { kind: "lives", connector: "Lever", count: 7 },
];

const page = reliabilityPage(results);

it("puts outcomes of rows that are alike into one, and shows what differs once and at every try", () => {
  expect(page).toContain("| 500, 502 | ✓ / ↻ | – |");
  expect(page).toContain("| HTML | △ | ✗ |");
});

it("tells the outcomes of look-ups apart by whether the vendor had acted", () => {
  expect(page).toContain("| 500 | ↻ · ✓ / ↻ |");
});

it("has the variants in their order, and says where tables are the same", () => {
  expect(page.indexOf("### Lever, authorization code")).toBeLessThan(page.indexOf("### Lever, refresh token"));
  expect(page).toContain("In every cell the same as Lever, authorization code.");
});

it("counts cells by outcome, kills by moment, and lives", () => {
  expect(page).toContain("**A matrix of 20 pushes**");
  expect(page).toContain("| Lever, refresh token | 3 | 4 | 1 | 2 | 0 | 10 |");
  expect(page).toContain("| Lever, API key | 1 | 0 | 0 | 0 | 1 | 0 | 2 |");
  expect(page).toContain("7 for Lever");
});

it("is the same whatever the order in which parts of the soak end", () => {
  expect(reliabilityPage([...results].reverse())).toBe(page);
});
