import type { Tested } from "./check";
import { type Environment, hourMs, type Run } from "./environment";
import { faults, type NamedFault } from "./faults";
import type { StoreFault } from "./inspectable-store";
import { injectFault, type Operation } from "./operations";
import { atMost } from "./random";
import { affordable, begin } from "./tested-action";
import {
  describeRequests,
  difference,
  findViolations,
  isComplete,
  isCredentialRefused,
  isUnsure,
  repetitionViolations,
  warningsOf,
} from "./violations";

type Faultable = Pick<Environment, "fakes" | "vendor" | "received" | "store">;

/** What goes wrong in the first of several runs. */
export interface Cell {
  name: string;
  prepare(environment: Faultable): void;
  /** Ends what `prepare` did beside the faults of the fakes and of the store. */
  restore?(environment: Faultable): void;
  /** Whether it goes on in the second run. Default: it ends with the first. */
  lastsTwoRuns?: boolean;
  /** Whether the run met it. One that was never met proves nothing. */
  isMet(run: Run): boolean;
}

/** A fault at an operation. */
export interface Injection {
  operation: Operation;
  fault: NamedFault;
  /** Whether every attempt of the first run meets the fault, or only the first attempt. */
  lasting: boolean;
}

/** Every fault that an operation can meet, once and on every attempt. */
export function faultsAt(operation: Operation): Injection[] {
  return faults
    .filter(({ appliesTo }) => appliesTo(operation))
    .flatMap((fault) => [false, true].map((lasting) => ({ operation, fault, lasting })));
}

export function cellOf(injections: readonly Injection[]): Cell {
  return {
    name: injections
      .map(
        ({ operation, fault, lasting }) => `${operation.name}: ${fault.name}, ${lasting ? "on every attempt" : "once"}`,
      )
      .join("; "),
    prepare(environment) {
      for (const { operation, fault, lasting } of injections)
        injectFault(environment.fakes, operation, fault.create(environment), lasting);
    },
    isMet: ({ received }) =>
      injections.every(({ operation: { method, path } }) =>
        received.some(({ request }) => request.method === method && request.path === path && request.fault),
      ),
  };
}

export function storeCell(operation: string, at: number, fault: StoreFault, lasting: boolean): Cell {
  return {
    name: `${operation} (operation ${at + 1} of the store): ${fault}, ${lasting ? "from then on" : "once"}`,
    prepare: ({ store }) => store.injectFault(at, fault, lasting),
    isMet: () => true,
  };
}

/** Of one run for one record, including the empty pages of an endless list. */
const mostRequests = 100;

/** What the runs of a cell did. */
export interface CellRuns<State> {
  environment: Environment<State>;
  first: Run;
  /** The repeated run, or the one that ended `unsure`. */
  last: Run;
  /** The parts that the target lacks in the end. */
  missing: string[];
  /** Whether it was delivered only after consent was given again. */
  isRenewed: boolean;
  violations: string[];
}

/** Runs with the fault, then without it until everything is delivered, and once more. */
export async function runCell<State>(
  tested: Tested<State>,
  { name, prepare, restore, isMet, lastsTwoRuns }: Cell,
): Promise<CellRuns<State>> {
  const baseline = await tested.baseline();
  const { time } = tested.subject;
  const environment = begin(tested);
  const isPush = tested.action.direction === "push";
  const found: string[] = [];
  let isNamed = false;
  const run = async (which: string) => {
    const done = await environment.run();
    isNamed ||= warningsOf(done).length > 0;
    const violations = findViolations(tested, done, environment, baseline, isNamed);
    if (tested.action.readsOne && done.received.length > mostRequests)
      violations.push(`sends ${done.received.length} requests`);
    if (isPush && done.result.status === "success" && done.result.receipts.length !== baseline.receipts)
      violations.push(`success with ${done.result.receipts.length} receipts, expected ${baseline.receipts}`);
    found.push(...violations.map((violation) => `${name}: ${which}: ${violation}\n${describeRequests(done)}`));
    return done;
  };
  prepare(environment);
  const first = await run("the run with the fault");
  let last = first;
  if (!isMet(first)) found.push(`${name}: never met`);
  if (lastsTwoRuns) {
    time.pass(hourMs);
    last = await run("the second run with the fault");
  }
  for (const fake of environment.fakes) fake.clearFaults();
  environment.store.restore();
  restore?.(environment);
  for (let n = 2; n <= 3 && !isComplete(last); n++) {
    time.pass(hourMs);
    last = await run(`run ${n}, without the fault`);
  }
  const isRenewed = isCredentialRefused(last.result) && environment.renew();
  if (isRenewed) last = await run("the run with a new consent");
  const missing = difference(baseline.parts, environment.parts());
  found.push(...environment.checked.violations.map((violation) => `${name}: ${violation}`));
  if (isUnsure(last)) return { environment, first, last, missing, isRenewed, violations: found };
  if (last.result.status !== "success")
    found.push(
      `${name}: not delivered without the fault: ${JSON.stringify(last.result.failures)}\n${describeRequests(last)}`,
    );
  if (missing.length > 0 && !isNamed) found.push(`${name}: lost ${missing.join(", ")}`);
  time.pass(hourMs);
  const again = await run("the repeated run");
  found.push(...repetitionViolations(tested, again, last).map((each) => `${name}: the repeated run ${each}`));
  return { environment, first, last: again, missing, isRenewed, violations: found };
}

/** The violations of so many cells, chosen by the seed; fewer for long runs. */
export async function* findInCells<State>(
  tested: Tested<State>,
  cells: readonly Cell[],
  most: number,
): AsyncGenerator<string> {
  for (const cell of atMost(cells, await affordable(tested, most))) yield* (await runCell(tested, cell)).violations;
}
