import type { VirtualTime } from "../time/virtual-time";
import type { World } from "../world/create-world";
import { nameOf, type Scenario, type Variant } from "../world/variant";
import { type Lists, type Meeting, runCell } from "./cell";
import { type Discovered, discover } from "./discover";
import { faults, type NamedFault } from "./faults";
import type { Clean } from "./judge";
import { type Step, stepsOf, without } from "./steps";

/** What is done to a push, and where it stands in the tables. */
export interface Cell {
  variant: Variant;
  scenario: Scenario;
  clean: Clean;
  table: "steps" | "look-ups" | "lists";
  /** The step that meets the fault. */
  column: string;
  /** The fault. */
  row: string;
  /** Which of the cases that share a place in a table. */
  detail: string;
  meetings: Meeting[];
  lists?: Lists;
}

export const cellName = ({ variant, column, row, detail }: Cell) => `${nameOf(variant)}: ${column}: ${row}, ${detail}`;

/** Every cell of a variant, as its clean pushes and its look-ups turn out. */
export async function planCells(time: VirtualTime, variant: Variant): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const found of await discover(time, variant)) {
    const { scenario, clean } = found;
    const lost = await lostWritesOf(time, variant, found);
    const all = [
      ...stepCells(found),
      ...lost.flatMap(lookUpCells),
      ...listCells(found, lost, hasCursors(variant, scenario)),
    ];
    cells.push(...all.map((cell) => ({ variant, scenario, clean, ...cell })));
  }
  return cells;
}

type Placed = Omit<Cell, "variant" | "scenario" | "clean">;

function stepCells({ newSteps }: Discovered): Placed[] {
  return newSteps.flatMap((step) =>
    disturbances(step).map(({ fault, lasting, detail }) => ({
      ...{ table: "steps" as const, column: step.name, row: fault.name, detail },
      meetings: [{ step, fault, lasting }],
    })),
  );
}

function disturbances(step: Step): { fault: NamedFault; lasting: boolean; detail: string }[] {
  return faults
    .filter(({ appliesTo }) => appliesTo(step))
    .flatMap((fault) => [
      { fault, lasting: false, detail: "once" },
      { fault, lasting: true, detail: "at every try" },
    ]);
}

/** A write whose answer is lost, and the requests that then look for what became of it. */
interface LostWrite {
  meeting: Meeting;
  lookUps: Step[];
}

/** Whether or not the vendor acted: either must be found out. */
const lostAnswers = ["reset before it acted", "reset after it acted"];

async function lostWritesOf(
  time: VirtualTime,
  variant: Variant,
  { scenario, clean, steps, newSteps }: Discovered,
): Promise<LostWrite[]> {
  const found: LostWrite[] = [];
  for (const step of newSteps.filter(({ kind }) => kind === "write")) {
    for (const fault of faults.filter(({ name }) => lostAnswers.includes(name))) {
      const meeting = { step, fault, lasting: false };
      const { first } = await runCell(time, variant, scenario, clean, [meeting]);
      const lookUps = without(stepsOf(first.arrivals), steps).filter(({ kind }) => kind === "read");
      if (lookUps.length > 0) found.push({ meeting, lookUps });
    }
  }
  return found;
}

function lookUpCells({ meeting, lookUps }: LostWrite): Placed[] {
  return lookUps.flatMap((step) =>
    disturbances(step).map(({ fault, lasting, detail }) => ({
      ...{ table: "look-ups" as const, column: `${step.name} for ${meeting.step.name}`, row: fault.name },
      detail: `${meeting.fault.name}, ${detail}`,
      meetings: [meeting, { step, fault, lasting }],
    })),
  );
}

/** What can be wrong with the pages of a list. */
const pagings: { row: string; prepare(world: World): void; isCrowd: boolean; needsCursors: boolean }[] = [
  { row: "a page of others first", isCrowd: true, needsCursors: false, prepare: ({ vendor }) => vendor.crowd() },
  {
    ...{ row: "pages that repeat rows", isCrowd: true, needsCursors: true },
    prepare({ vendor }) {
      vendor.crowd();
      vendor.misprint?.("overlapping");
    },
  },
  {
    ...{ row: "pages without end", isCrowd: false, needsCursors: true },
    prepare: ({ vendor }) => vendor.misprint?.("endless"),
  },
];

function listCells({ newSteps }: Discovered, lost: LostWrite[], hasCursors: boolean): Placed[] {
  const [own] = newSteps.filter(({ kind, path }) => kind === "read" && !path.startsWith("/contacts/"));
  return pagings
    .filter(({ needsCursors }) => hasCursors || !needsCursors)
    .flatMap(({ row, prepare, isCrowd }) => {
      const common = { table: "lists" as const, row };
      const lookUps = lost.filter(({ lookUps: [first] }) => !isCrowd || crowded.includes(first?.path ?? ""));
      return [
        ...(own
          ? [{ ...common, column: own.name, detail: "a clean push", meetings: [], lists: { prepare, turns: true } }]
          : []),
        ...lookUps.map(({ meeting, lookUps: [first] }) => ({
          ...{ ...common, column: `${first?.name} for ${meeting.step.name}`, detail: meeting.fault.name },
          ...{ meetings: [meeting], lists: { prepare, turns: isCrowd } },
        })),
      ];
    });
}

/** The lists that hold the person's own record, among others of which there may be any number. */
const crowded = ["/opportunities", "/candidates"];

const hasCursors = (variant: Variant, scenario: Scenario) => variant.createVendor(scenario).misprint !== undefined;
