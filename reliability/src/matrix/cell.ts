import type { VirtualTime } from "../time/virtual-time";
import { createWorld, type Run, type World } from "../world/create-world";
import type { Scenario, Variant } from "../world/variant";
import type { NamedFault } from "./faults";
import { brokenPromises, type Clean, missingFrom, runLimitMs, warningsOf } from "./judge";
import { arm, type Step } from "./steps";

/** A step, and the fault that it meets. */
export interface Meeting {
  step: Step;
  fault: NamedFault;
  /** At every try of the first run, not only at the first. */
  lasting: boolean;
}

/** What is wrong with the vendor's lists. */
export interface Lists {
  prepare(world: World): void;
  /** Whether more than one page must be read. */
  turns: boolean;
}

/** What became of a push. */
export type Outcome = "same run" | "next run" | "warning" | "refused" | "consent";

export interface CellResult {
  outcome: Outcome;
  /** The promises that were broken; empty when all is well. */
  broken: string[];
  /** The first run, which met the faults. */
  first: Run;
}

/** Pushes a person while vendors misbehave, again once they behave, and once more when all is done. */
export async function runCell(
  time: VirtualTime,
  variant: Variant,
  scenario: Scenario,
  clean: Clean,
  meetings: readonly Meeting[],
  lists?: Lists,
): Promise<CellResult> {
  time.begin();
  const world = createWorld(variant, scenario, time.track);
  const broken: string[] = [];
  const push = async (name: string) => {
    const run = await time.settle(world.push(), runLimitMs);
    broken.push(...brokenPromises(run, world, clean).map((promise) => `${name}: ${promise}`));
    return run;
  };
  const isReplay = ({ result }: Run) => result.receipts.length > 0 && result.receipts.every(({ replayed }) => replayed);
  const isDone = (run: Run) =>
    run.result.status === "success" && (warningsOf(run.result).length === 0 || isReplay(run));

  lists?.prepare(world);
  for (const { step, fault, lasting } of meetings) arm(world, step, fault.make(world), lasting);
  const first = await push("run 1");
  broken.push(...(lists ? unturned(first, lists) : unmet(first, meetings)), ...wrongWords(first, meetings));
  for (const fake of world.fakes) fake.behave();
  world.vendor.misprint?.("normal");

  let last = first;
  for (let n = 2; n <= 3 && !isDone(last); n++) last = await push(`run ${n}`);
  let outcome: Outcome | undefined;
  if (last.result.status !== "success" && world.consent && isLost(last)) {
    outcome = "consent";
    world.consent();
    last = await push("run with a new consent");
  }
  if (!isDone(last))
    broken.push(
      `not delivered by healthy vendors: ${JSON.stringify(last.result.failures)} ${missingFrom(last, clean)}`,
    );
  const again = await push("once more");
  broken.push(...writesAgain(again, last));
  return { outcome: outcome ?? outcomeOf(first, again, clean, meetings), broken, first };
}

function outcomeOf(first: Run, again: Run, clean: Clean, meetings: readonly Meeting[]): Outcome {
  if (warningsOf(again.result).length > 0 || missingFrom(again, clean).length > 0) return "warning";
  if (first.result.status === "success" && warningsOf(first.result).length === 0) return "same run";
  return meetings.some(({ fault }) => fault.isRefusal) ? "refused" : "next run";
}

/** A code or a refresh token that works once was used, and what it gave was lost on its way. */
function isLost({ result }: Run): boolean {
  return result.failures.every(({ stage, error }) => stage === "open" && error.code === "authentication_failed");
}

/** A cell that does not meet its faults proves nothing. */
function unmet({ arrivals }: Run, meetings: readonly Meeting[]): string[] {
  const isMet = ({ step }: Meeting) =>
    arrivals.some(({ request }) => request.method === step.method && request.path === step.path && request.fault);
  return meetings.filter((meeting) => !isMet(meeting)).map(({ step, fault }) => `${step.name} never met ${fault.name}`);
}

function unturned({ arrivals }: Run, { turns }: Lists): string[] {
  const hasTurned = arrivals.some(({ request }) => /[?&](cursor|offset|page)=/.test(request.url));
  return hasTurned || !turns ? [] : ["no page was turned"];
}

/** A failure calls by its name what it met. */
function wrongWords({ result }: Run, meetings: readonly Meeting[]): string[] {
  if (meetings.length === 0) return [];
  const codes = meetings.flatMap(({ fault }) => fault.codes);
  const statuses = meetings.map(({ fault }) => fault.status);
  return result.failures.flatMap(({ error }) => {
    const isNamed = [...codes, "partial_write", "unsure"].includes(error.code);
    const isNumbered = error.code === "unsure" || statuses.includes(error.status);
    return isNamed && isNumbered ? [] : [`a failure called ${error.code} ${error.status ?? ""}: ${error.message}`];
  });
}

/** The same push once more sends nothing but what it reads by, and answers the same records. */
function writesAgain(again: Run, last: Run): string[] {
  const written = again.arrivals.filter(({ request }) => request.method !== "GET" && !request.path.endsWith("/token"));
  const { receipts } = again.result;
  const idsOf = (run: Run) => run.result.receipts.map(({ id }) => id).join();
  return [
    ...written.map(({ request }) => `once more: ${request.method} ${request.path} is sent`),
    ...(receipts.length > 0 && receipts.every(({ replayed }) => replayed)
      ? []
      : ["once more: the receipts are not replayed"]),
    ...(idsOf(again) === idsOf(last) ? [] : ["once more: other receipts"]),
  ];
}
