import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { variantName } from "../environment/variant";
import type { CellRecord } from "../matrix/check-cells";
import type { SoakResult } from "./results";
import { listTable, lookupTable, markdownTable, requestTable, storeTable, symbols } from "./tables";
import { whatHappens } from "./what-happens";

type Of<Kind extends SoakResult["kind"]> = Extract<SoakResult, { kind: Kind }>;

/** Returns the content of docs/reliability.md. It depends on the results alone. */
export function reliabilityPage(results: readonly SoakResult[]): string {
  const of = <Kind extends SoakResult["kind"]>(kind: Kind) =>
    results.filter((result): result is Of<Kind> => result.kind === kind);
  const matrix = inOrder(of("matrix"));
  const sections = matrix.map((result) => ({ name: variantName(result), lines: tablesOf(result) }));
  return [
    whatHappens,
    ...["", "## How it is tested", ""],
    ...matrixSection(matrix),
    ...killSection(inOrder(of("kills"))),
    ...scenarioSection(of("scenarios")),
    ...["", "## The fault matrix", "", ...legend],
    ...sections.flatMap(({ name, lines }, index) => {
      const same = sections.slice(0, index).find((earlier) => earlier.lines.join() === lines.join());
      return ["", `### ${name}`, "", ...(same ? [`Every cell is the same as for ${same.name}.`] : lines)];
    }),
    "",
  ].join("\n");
}

const order = [...leverVariants, ...greenhouseVariants].map(variantName);

function inOrder<Result extends { connector: string; credential: string }>(results: readonly Result[]): Result[] {
  return [...results].sort((one, other) => order.indexOf(variantName(one)) - order.indexOf(variantName(other)));
}

const outcomes = Object.entries(symbols);

function matrixSection(matrix: readonly Of<"matrix">[]): string[] {
  const rows = matrix.map(({ connector, credential, cells }) => [
    variantName({ connector, credential }),
    ...outcomes.map(([outcome]) => String(cells.filter((cell) => cell.outcome === outcome).length)),
    String(cells.length),
  ]);
  const total = matrix.reduce((sum, { cells }) => sum + cells.length, 0);
  return [
    `**A matrix of ${total} pushes.** Each push meets one fault at one request, or loses the response to a write and meets a second`,
    "fault at the lookup that follows. It then runs again on healthy vendors with the same store, and finally once more. After",
    "each run:",
    "",
    "- There are never two records.",
    "- A `success` without a warning has all its parts.",
    "- A failure has the right status, reason, stage and code.",
    "- No secret appears anywhere.",
    "- No request takes longer than 6 minutes, and no run sends more than 100 requests.",
    "- No error goes unhandled.",
    "",
    "In the end there is one record with all its parts, or with a warning that names what is missing. The last run sends nothing and",
    "returns `replayed: true`.",
    "",
    ...markdownTable(["push", ...outcomes.map(([, { symbol }]) => symbol), "all"], rows),
    "",
  ];
}

const momentKinds: [RegExp, string][] = [
  [/^before .* is received$/, "before a request is received"],
  [/^after .* is processed$/, "after a request is processed"],
  [/^during the response/, "during a response"],
  [/^before .* is stored$/, "before a value is stored"],
  [/^while .* is written$/, "while it is written"],
  [/^after .* is stored$/, "after it is stored"],
];

function killSection(kills: readonly Of<"kills">[]): string[] {
  const total = kills.reduce((sum, { moments }) => sum + moments.length, 0);
  const rows = kills.map(({ connector, credential, moments }) => [
    variantName({ connector, credential }),
    ...momentKinds.map(([kind]) => String(moments.filter((moment) => kind.test(moment)).length)),
    String(moments.length),
  ]);
  return [
    `**${total} killed processes** (SIGKILL): at every kind of moment of a push, and at others that a seed chooses. A quarter of them`,
    "use an encrypted store. Another process then runs the same push, after which there is exactly one record with all its parts.",
    "",
    ...markdownTable(["push", ...momentKinds.map(([, name]) => name), "all"], rows),
    "",
  ];
}

function scenarioSection(scenarios: readonly Of<"scenarios">[]): string[] {
  const counts = scenarios.map(({ connector, count }) => `${count} for ${connector}`).join(", ");
  return [
    `**Crash and restart scenarios in random order** (${counts}): up to four processes run the same push one`,
    "after another. Each process meets up to three faults, and possibly a failing store, a deadline, a crash at any moment, or",
    "expired tokens. Set `SEED=<number>` to run other scenarios.",
  ];
}

const legend = [
  ...markdownTable(
    ["", "outcome of the push"],
    outcomes.map(([, { symbol, meaning }]) => [symbol, meaning]),
  ),
  "",
  "- Columns are the requests of a push, in order. `(2)` marks the second request of its kind.",
  "- `a / b`: the fault occurs once / on every attempt of the first run. One symbol means that both end in the same way.",
  "- `a · b`, for lookups and lists: the write was not processed · was processed before its response was lost. One symbol means",
  "  that both end in the same way.",
  "- *After processing* means that the vendor carried out the request before the fault.",
];

function tablesOf({ cells }: Of<"matrix">): string[] {
  const of = (table: CellRecord["table"]) => cells.filter((cell) => cell.table === table);
  return [
    ...["Faults of the requests of a push:", "", ...requestTable(of("requests"))],
    ...["", "Faults of the lookup that follows a lost response:", "", ...lookupTable(of("lookups"))],
    ...["", "Faults of lists:", "", ...listTable(of("lists"))],
    ...["", "Faults of the store:", "", ...storeTable(of("store"))],
  ];
}
