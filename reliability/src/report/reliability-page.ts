import type { CellRecord } from "../matrix/check-cells";
import { greenhouseVariants } from "../world/greenhouse-variants";
import { leverVariants } from "../world/lever-variants";
import { nameOf } from "../world/variant";
import { tableOf } from "./markdown";
import { listTable, lookUpTable, stepTable, storeTable } from "./matrix-tables";
import type { SoakResult } from "./results";
import { symbols } from "./symbols";
import { whatHappens } from "./what-happens";

type Of<Kind extends SoakResult["kind"]> = Extract<SoakResult, { kind: Kind }>;

/** The whole of docs/reliability.md, the same for the same results. */
export function reliabilityPage(results: readonly SoakResult[]): string {
  const of = <Kind extends SoakResult["kind"]>(kind: Kind) =>
    results.filter((result): result is Of<Kind> => result.kind === kind);
  const matrix = inOrder(of("matrix"));
  const sections = matrix.map((result) => ({ name: nameOf(result), lines: tablesOf(result) }));
  return [
    whatHappens,
    ...["", "## How it is tested", ""],
    ...matrixSection(matrix),
    ...killSection(inOrder(of("kills"))),
    ...lifeSection(of("lives")),
    ...["", "## The fault matrix", "", ...legend],
    ...sections.flatMap(({ name, lines }, index) => {
      const alike = sections.slice(0, index).find((earlier) => earlier.lines.join() === lines.join());
      return ["", `### ${name}`, "", ...(alike ? [`In every cell the same as ${alike.name}.`] : lines)];
    }),
    "",
  ].join("\n");
}

const order = [...leverVariants, ...greenhouseVariants].map(nameOf);

function inOrder<Result extends { connector: string; credential: string }>(results: readonly Result[]): Result[] {
  return [...results].sort((one, other) => order.indexOf(nameOf(one)) - order.indexOf(nameOf(other)));
}

const outcomes = Object.entries(symbols);

function matrixSection(matrix: readonly Of<"matrix">[]): string[] {
  const rows = matrix.map(({ connector, credential, cells }) => [
    nameOf({ connector, credential }),
    ...outcomes.map(([outcome]) => String(cells.filter((cell) => cell.outcome === outcome).length)),
    String(cells.length),
  ]);
  const total = matrix.reduce((sum, { cells }) => sum + cells.length, 0);
  return [
    `**A matrix of ${total} pushes**: each meets one fault at one step (or a lost answer, and a second fault where its outcome is`,
    "looked up), is run again on healthy vendors with the same store, and then once more. After each run: never two records, no",
    "success without a warning unless all is there, a failure with the right status, reason, stage and code, no secret anywhere, at",
    "most 6 minutes for a request and 100 requests for a run, nothing unhandled. In the end: one record with all its parts (or a",
    "warning that names what it lacks), and the last run sends nothing and answers `replayed: true`.",
    "",
    ...tableOf(["push", ...outcomes.map(([, { symbol }]) => symbol), "all"], rows),
    "",
  ];
}

const moments: [RegExp, string][] = [
  [/^before .* is seen$/, "before a request is seen"],
  [/^after .* is done$/, "once the vendor acted"],
  [/^within the answer/, "within an answer"],
  [/^before .* is kept$/, "before a value is kept"],
  [/^while .* is written$/, "while it is written"],
  [/^after .* is kept$/, "after it is kept"],
];

function killSection(kills: readonly Of<"kills">[]): string[] {
  const total = kills.reduce((sum, { moments: points }) => sum + points.length, 0);
  const rows = kills.map(({ connector, credential, moments: points }) => [
    nameOf({ connector, credential }),
    ...moments.map(([kind]) => String(points.filter((point) => kind.test(point)).length)),
    String(points.length),
  ]);
  return [
    `**${total} killed processes** (SIGKILL), at every kind of moment of a push and at others by a seed, a quarter of them with`,
    "an encrypted store. Another process runs the same push, and finds or makes exactly one record with all its parts.",
    "",
    ...tableOf(["push", ...moments.map(([, name]) => name), "all"], rows),
    "",
  ];
}

function lifeSection(lives: readonly Of<"lives">[]): string[] {
  const counts = lives.map(({ connector, count }) => `${count} for ${connector}`).join(", ");
  return [
    `**Lives in random order** (${counts}): up to four processes push one after another, each`,
    "with up to three faults, a store that fails, a deadline, a death at any moment, and tokens that end meanwhile. `SEED=<number>`",
    "varies them.",
  ];
}

const legend = [
  ...tableOf(
    ["", "what became of the push"],
    outcomes.map(([, { symbol, meaning }]) => [symbol, meaning]),
  ),
  "",
  "`once / at every try` of the first run, where the two differ. Columns are the requests of a push, in their order; `(2)` is",
  "the second of its kind. In the tables of look-ups and lists, the answer to a write is lost before or after the vendor acted:",
  "`before · after`, where the two differ.",
];

function tablesOf({ cells }: Of<"matrix">): string[] {
  const of = (table: CellRecord["table"]) => cells.filter((cell) => cell.table === table);
  return [
    ...["Faults at the steps of a push:", "", ...stepTable(of("steps"))],
    ...["", "Faults at the look-up that follows a lost answer:", "", ...lookUpTable(of("look-ups"))],
    ...["", "Lists:", "", ...listTable(of("lists"))],
    ...["", "The store:", "", ...storeTable(of("store"))],
  ];
}
