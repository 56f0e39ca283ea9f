import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { CellRecord, Outcome } from "../matrix/check-cells";
import { reliabilityPage } from "./reliability-page";
import type { SoakResult } from "./results";
import { whatHappens } from "./what-happens";

const cell = (row: string, detail: string, outcome: Outcome, more: Partial<CellRecord> = {}): CellRecord => ({
  ...{ table: "requests", column: "POST /token", row, detail, outcome },
  ...more,
});

const cells = [
  ...["500", "502"].flatMap((row) => [cell(row, "once", "same run"), cell(row, "on every attempt", "next run")]),
  cell("HTML", "once", "warning"),
  cell("HTML", "on every attempt", "warning"),
  cell("HTML", "once", "refused", { column: "GET /list" }),
  cell("500", "connection reset before processing, once", "next run", { table: "lookups", column: "GET /list" }),
  cell("500", "connection reset after processing, once", "same run", { table: "lookups", column: "GET /list" }),
  cell("500", "connection reset after processing, on every attempt", "next run", {
    table: "lookups",
    column: "GET /list",
  }),
];

const results: SoakResult[] = [
  { kind: "matrix", connector: "Lever", credential: "refresh token", cells },
  {
    kind: "kills",
    connector: "Lever",
    credential: "API key",
    moments: ["before GET /list is received", "while the result is written"],
  },
  { kind: "matrix", connector: "Lever", credential: "authorization code", cells },
  {
    ...{ kind: "flows", connector: "Greenhouse", credential: "pushProfile by the Job Board API" },
    cells: [cell("500", "once", "unsure", { column: "POST /acme/jobs/{id}" })],
  },
  { kind: "scenarios", connector: "Lever", count: 7, mixed: 3 },
  {
    ...{ kind: "situations", connector: "Lever", credential: "API key", situation: "leases" },
    ...{ count: 9, unsure: 2, refused: 1 },
  },
  {
    ...{ kind: "situations", connector: "Lever", credential: "API key", situation: "changes" },
    ...{ count: 4, unsure: 0, refused: 0 },
  },
];

const page = reliabilityPage(results);

it("merges rows with the same outcomes, and shows where a lasting fault ends differently", () => {
  expect(page).toContain("| 500, 502 | ✓ / ↻ | – |");
  expect(page).toContain("| HTML | △ | ✗ |");
});

it("shows the outcomes of lookups by whether the vendor processed the write", () => {
  expect(page).toContain("| 500 | ↻ · ✓ / ↻ |");
});

it("keeps the order of the variants, and refers to an earlier variant with the same tables", () => {
  expect(page.indexOf("### Lever, authorization code")).toBeLessThan(page.indexOf("### Lever, refresh token"));
  expect(page).toContain("Every cell is the same as for Lever, authorization code.");
});

it("counts cells by outcome, kills by moment, and scenarios", () => {
  expect(page).toContain("**A matrix of 20 pushes.**");
  expect(page).toContain("| Lever, refresh token | 3 | 4 | 1 | 2 | 0 | 10 |");
  expect(page).toContain("| Lever, API key | 1 | 0 | 0 | 0 | 1 | 0 | 2 |");
  expect(page).toContain("7 for Lever");
  expect(page).toContain("(3 for Lever)");
});

it("counts situations by kind and push, and how they ended", () => {
  expect(page).toContain("**13 situations**");
  expect(page).toContain("| Lever, API key | 4 | – | – | – | 9 | 13 |");
  expect(page).toContain("2 of them end with the failure `unsure`");
});

it("does not depend on the order in which the parts of the soak end", () => {
  expect(reliabilityPage([...results].reverse())).toBe(page);
});

it("shows the other actions beside the pushes of single profiles", () => {
  expect(page).toContain("**A matrix of 1 runs of the other actions**");
  expect(page).toContain("| action | ✓ | ↻ | ✗ | △ | ? | all |");
  expect(page).toContain("| Greenhouse, pushProfile by the Job Board API | 0 | 0 | 0 | 0 | 1 | 1 |");
  expect(page).toMatch(/### Greenhouse, pushProfile by the Job Board API\n\n1 `POST \/acme\/jobs\/\{id\}`\n/);
});

it("begins as the page in docs does, so that the next soak loses nothing that was written there", async () => {
  const written = await readFile(new URL("../../../docs/reliability.md", import.meta.url), "utf8");
  expect(written.startsWith(`${whatHappens}\n`)).toBe(true);
});
