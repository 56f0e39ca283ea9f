import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { variantName } from "../environment/variant";
import { flows } from "../flows/flows";
import type { CellRecord, Outcome } from "../matrix/check-cells";
import { situationKinds } from "../situations/situation";
import type { SoakResult } from "./results";
import { listTable, lookupTable, markdownTable, requestTable, storeTable, symbols } from "./tables";
import { whatHappens } from "./what-happens";

type Of<Kind extends SoakResult["kind"]> = Extract<SoakResult, { kind: Kind }>;

/** Returns the content of docs/reliability.md. It depends on the results alone. */
export function reliabilityPage(results: readonly SoakResult[]): string {
  const of = <Kind extends SoakResult["kind"]>(kind: Kind) =>
    results.filter((result): result is Of<Kind> => result.kind === kind);
  const matrix = inOrder(of("matrix"));
  const actions = inOrder(of("flows"));
  const sections = [
    ...matrix.map((result) => ({ name: variantName(result), lines: tablesOf(result) })),
    ...actions.map(({ cells, ...result }) => ({ name: variantName(result), lines: requestTable(cells) })),
  ];
  return [
    whatHappens,
    ...["", "## How it is tested", ""],
    ...matrixSection(matrix),
    ...flowSection(actions),
    ...killSection(inOrder(of("kills"))),
    ...situationSection(inOrder(of("situations"))),
    ...scenarioSection(of("scenarios")),
    ...["", "## The fault matrix", "", ...legend, ""],
    ...drawnPushes.map((name) => `![The fault matrix of ${name}, as in its table below](${drawingOf(name)})`),
    ...sections.flatMap(({ name, lines }, index) => {
      const same = sections.slice(0, index).find((earlier) => earlier.lines.join() === lines.join());
      return ["", `### ${name}`, "", ...(same ? [`Every cell is the same as for ${same.name}.`] : lines)];
    }),
    "",
  ].join("\n");
}

/** The pushes whose matrix is drawn: the others take the same paths. */
export const drawnPushes = ["Lever, API key", "Greenhouse, Harvest v3 with a user"];

/** The path of a drawing, relative to `docs`. */
export const drawingOf = (name: string) => `drawings/fault-matrix-${name.split(",")[0]?.toLowerCase()}.svg`;

const order = [...leverVariants, ...greenhouseVariants, ...flows].map(variantName);

function inOrder<Result extends { connector: string; credential: string }>(results: readonly Result[]): Result[] {
  return [...results].sort((one, other) => order.indexOf(variantName(one)) - order.indexOf(variantName(other)));
}

const outcomes = Object.entries(symbols);

type WithCells = Of<"matrix"> | Of<"flows">;

const total = (results: readonly WithCells[]) => results.reduce((sum, { cells }) => sum + cells.length, 0);

/** How many cells ended in each way. In one of the ways, none of them can. */
function outcomeTable(head: string, results: readonly WithCells[], impossible: Outcome): string[] {
  const shown = outcomes.filter(([outcome]) => outcome !== impossible);
  const rows = results.map(({ connector, credential, cells }) => [
    variantName({ connector, credential }),
    ...shown.map(([outcome]) => String(cells.filter((cell) => cell.outcome === outcome).length)),
    String(cells.length),
  ]);
  return markdownTable([head, ...shown.map(([, { symbol }]) => symbol), "all"], rows);
}

function flowSection(actions: readonly Of<"flows">[]): string[] {
  return [
    `**A matrix of ${total(actions)} runs of the other actions**: pulls of five profiles, two of them with a resume, and of five jobs`,
    "into HrFlow.ai, pulls of one record, pushes of a source of three profiles, and an application through the Job Board API. Each run",
    "meets one fault at one request, and is repeated on healthy vendors. Nobody is lost and nothing is there twice, a page that cannot",
    "be read is a read failure, and the last run creates nothing and changes nothing. An application whose outcome is unknown stays",
    "`unsure`, and is not sent again.",
    "",
    ...outcomeTable("action", actions, "reauthorized"),
    "",
    "Incremental pulls of lists are killed as well, 200 times each: before and after every request and every write to the store, and twice",
    "at moments that a seed chooses. The next runs deliver everybody once, with what changed in the meantime.",
    "",
  ];
}

function matrixSection(matrix: readonly Of<"matrix">[]): string[] {
  return [
    `**A matrix of ${total(matrix)} pushes.** Each push meets one fault at one request, or loses the response to a write and meets a second`,
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
    ...outcomeTable("push", matrix, "unsure"),
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

function situationSection(situations: readonly Of<"situations">[]): string[] {
  const total = situations.reduce((sum, { count }) => sum + count, 0);
  const kinds = Object.entries(situationKinds);
  const names = [...new Set(situations.map(variantName))];
  const endings = (ending: "unsure" | "refused") => situations.reduce((sum, one) => sum + one[ending], 0);
  const rows = names.map((name) => {
    const counts = kinds.map(([kind]) => {
      const found = situations.find((one) => one.situation === kind && variantName(one) === name);
      return found ? String(found.count) : "–";
    });
    const own = situations.filter((one) => variantName(one) === name);
    return [name, ...counts, String(own.reduce((sum, { count }) => sum + count, 0))];
  });
  return [
    `**${total} situations**, chosen by a seed, in which more than a request goes wrong. Afterwards everybody is pushed until the push is`,
    "complete, and once more. Each person has exactly one record, with the parts of what was pushed, each once, and none of anybody",
    "else. What the last version of a profile has and the record lacks is named by a warning, or the receipt says `changed: true`.",
    `${endings("unsure")} of them end with the failure \`unsure\` and a dead letter, and in ${endings("refused")} the last protocol refuses the delivery of`,
    "the first one by name, which then finishes it.",
    "",
    ...situationTexts,
    "",
    ...markdownTable(["push", ...kinds.map(([, name]) => name), "all"], rows),
    "",
  ];
}

const situationTexts = [
  "- *The profile changes*: applications, employments, educations, resume, name or addresses are added, removed or replaced after a",
  "  run that ended at any write or crashed at any moment.",
  "- *Two people are alike*: the same name and job, within the same minutes, with the same e-mail address or none. Either or both are",
  "  interrupted, with one store or two, and a vendor whose clock is right or 7 minutes off.",
  "- *The protocol changes*: Harvest v1 after v3, or v3 after v1, for an interrupted delivery.",
  "- *The store returns an unreadable value*: a token, a delivery, the owner of a record or a dead letter is cut, empty, of another",
  "  shape or of a newer version. The failure is `configuration` and names the key, nothing is sent, and the value stays as it is.",
  "  The same is tested for replays and for cursors.",
  "- *A lock is lost*: renewing fails, its signal aborts, or a store that grants a bare release function takes it back, while any",
  "  request is under way, and another process may take over at once. After the loss, the process starts no request and saves",
  "  nothing of the delivery. The same is tested for the lock of an incremental workflow and its cursor.",
];

function scenarioSection(scenarios: readonly Of<"scenarios">[]): string[] {
  const listed = (count: (one: Of<"scenarios">) => number) =>
    scenarios.map((one) => `${count(one)} for ${one.connector}`).join(", ");
  return [
    `**Crash and restart scenarios in random order** (${listed(({ count }) => count)}): up to four processes run the same push one`,
    "after another. Each process meets up to three faults, and possibly a failing store, a deadline, a crash at any moment, or",
    `expired tokens. **Others mix in the situations above** (${listed(({ mixed }) => mixed)}): the processes push two people`,
    "alike or versions of one profile, by one protocol or the other, with unreadable values, lost locks and a clock that is off.",
    "Set `SEED=<number>` to run other scenarios.",
    "",
    "All vendors are strict: they refuse control characters, lone surrogates and periods that end before they start, store names in",
    "their own form, and hide confidential records. One credential may not see those.",
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
