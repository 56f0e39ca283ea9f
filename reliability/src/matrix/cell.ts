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

/** What is wrong beside single requests, during the first run. */
export interface Conditions {
  prepare(world: World): void;
  /** Why the first run does not prove anything; empty where it does. */
  doubts(first: Run): string[];
  /** What a failure may be called. Default: anything. */
  codes?: readonly string[];
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
  conditions?: Conditions,
): Promise<CellResult> {
  time.begin();
  const world = createWorld(variant, scenario, time.track);
  const broken: string[] = [];
  const push = async (name: string) => {
    const run = await time.settle(world.push(), runLimitMs);
    broken.push(...brokenPromises(run, world, clean).map((promise) => `${name}: ${promise}`));
    return run;
  };
  conditions?.prepare(world);
  for (const { step, fault, lasting } of meetings) arm(world, step, fault.make(world), lasting);
  const first = await push("run 1");
  broken.push(...(conditions?.doubts(first) ?? unmet(first, meetings)), ...wrongWords(first, meetings, conditions));
  for (const fake of world.fakes) fake.behave();
  world.store.heal();
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

/** Whether nothing is left to do. */
export function isDone({ result: { status, receipts } }: Run): boolean {
  const isReplay = receipts.length > 0 && receipts.every(({ replayed }) => replayed);
  return status === "success" && (isReplay || receipts.every(({ warnings }) => !warnings));
}

function outcomeOf(first: Run, again: Run, clean: Clean, meetings: readonly Meeting[]): Outcome {
  if (warningsOf(again.result).length > 0 || missingFrom(again, clean).length > 0) return "warning";
  if (first.result.status === "success" && warningsOf(first.result).length === 0) return "same run";
  return meetings.some(({ fault }) => fault.isRefusal) ? "refused" : "next run";
}

/** Whether a code or a refresh token that works once was used, and what it gave was lost on its way. */
export function isLost({ result }: Run): boolean {
  return result.failures.every(({ stage, error }) => stage === "open" && error.code === "authentication_failed");
}

/** A cell that does not meet its faults proves nothing. */
function unmet({ arrivals }: Run, meetings: readonly Meeting[]): string[] {
  const isMet = ({ step }: Meeting) =>
    arrivals.some(({ request }) => request.method === step.method && request.path === step.path && request.fault);
  return meetings.filter((meeting) => !isMet(meeting)).map(({ step, fault }) => `${step.name} never met ${fault.name}`);
}

/** A failure calls by its name what it met. */
function wrongWords({ result }: Run, meetings: readonly Meeting[], conditions: Conditions | undefined): string[] {
  const codes = [...meetings.flatMap(({ fault }) => fault.codes), ...(conditions?.codes ?? [])];
  const statuses = [...meetings.map(({ fault }) => fault.status), ...(conditions ? [undefined] : [])];
  return result.failures.flatMap(({ error }) => {
    const isNamed = codes.length === 0 || [...codes, "partial_write", "unsure"].includes(error.code);
    const isNumbered = error.code === "unsure" || statuses.includes(error.status);
    return isNamed && isNumbered ? [] : [`a failure called ${error.code} ${error.status ?? ""}: ${error.message}`];
  });
}

/** The same push once more sends nothing but what it reads by, and answers the same records. */
export function writesAgain(again: Run, last: Run): string[] {
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
