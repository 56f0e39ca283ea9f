import type { VirtualTime } from "../time/virtual-time";
import { nameOf, type Scenario, type Variant } from "../world/variant";
import { type Conditions, type Meeting, runCell } from "./cell";
import { type Discovered, discover } from "./discover";
import { faults, type NamedFault } from "./faults";
import type { Clean } from "./judge";
import { listCells } from "./list-cells";
import { type Step, stepsOf, without } from "./steps";
import { storeCells } from "./store-cells";

/** What is done to a push, and where it stands in the tables. */
export interface Cell {
  variant: Variant;
  scenario: Scenario;
  clean: Clean;
  table: "steps" | "look-ups" | "lists" | "store";
  /** The step that meets the fault. */
  column: string;
  /** The fault. */
  row: string;
  /** Which of the cases that share a place in a table. */
  detail: string;
  meetings: Meeting[];
  conditions?: Conditions;
}

export const cellName = ({ variant, column, row, detail }: Cell) => `${nameOf(variant)}: ${column}: ${row}, ${detail}`;

/** Every cell of a variant, as its clean pushes and its look-ups turn out. */
export async function planCells(time: VirtualTime, variant: Variant): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const [index, found] of (await discover(time, variant)).entries()) {
    const { scenario, clean } = found;
    const hasCursors = variant.createVendor(scenario).misprint !== undefined;
    const lost = await lostWritesOf(time, variant, found);
    const all = [
      ...stepCells(found),
      ...lost.flatMap(lookUpCells),
      ...listCells(found, lost, hasCursors),
      // The store is asked the same of every push.
      ...(index === 0 ? storeCells(found) : []),
    ];
    cells.push(...all.map((cell) => ({ variant, scenario, clean, ...cell })));
  }
  return cells;
}

/** A cell without the push that it is of. */
export type Placed = Omit<Cell, "variant" | "scenario" | "clean">;

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
export interface LostWrite {
  meeting: Meeting;
  lookUps: Step[];
}

/** Whether or not the vendor acted: either must be found out. */
const lostAnswers = ["reset before it acted", "reset after it acted"];

/** Loses the answer to each write that a scenario adds. */
export async function lostWritesOf(
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
