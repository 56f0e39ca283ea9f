import type { Check, Tested } from "./check";
import { type Environment, endpointsOf, hourMs, type Run } from "./environment";
import { otherPerson, person } from "./person";
import { begin } from "./tested-action";
import { describeRequests, difference, writesOf } from "./violations";

/** What an action that reads a list incrementally promises about its cursor. */
export function incrementalChecks<State>(tested: Tested<State>): Check[] {
  const { readsOne, definition } = tested.action;
  if (readsOne || !definition.origin.supportsIncremental) return [];
  return [
    { ...incremental, find: () => findIncremental(tested) },
    { ...unwritten, find: () => findUnwritten(tested) },
  ];
}

const incremental = {
  name: "reads incrementally what is new, and only that",
  advice:
    "`cursor` returns the time by which the vendor filters, and the filter includes the cursor itself: others may have that time.",
};

async function findIncremental<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  const { time } = tested.subject;
  const run = () => environment.run({ readMode: "incremental" });
  const first = await run();
  time.pass(hourMs);
  const before = environment.ids();
  addRecord(tested, environment);
  const second = await run();
  const added = environment.ids().filter((id) => !before.includes(id));
  time.pass(hourMs);
  const third = await run();
  return [
    ...[first, second, third]
      .filter(({ result }) => result.status !== "success")
      .map(({ result }) => `a run ends with ${result.status}: ${JSON.stringify(result.failures)}`),
    ...(added.length === 1
      ? []
      : [`the second run delivers ${added.length} records, one is new\n${describeRequests(second)}`]),
    ...(second.result.events.read_success <= first.result.events.read_success / 2 + 1
      ? []
      : [`the second run reads ${second.result.events.read_success} records, one is new`]),
    ...writesOf(third, tested).map((write) => `the third run sends ${write}, and nothing is new`),
  ];
}

/** Adds a record to those that the action reads. */
function addRecord<State>({ subject, action }: Tested<State>, { hrflow, vendor }: Environment<State>): void {
  if (action.direction === "pull") {
    const add = subject.settings.pulls?.[action.method]?.add;
    if (!add) throw new Error(`${action.method} reads incrementally: \`pulls.${action.method}.add\` is missing`);
    add(vendor.state);
    return;
  }
  const [known] = hrflow.state.profiles;
  const at = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, "+0000");
  const added = person(2, { ...otherPerson(2), ...subject.settings.profile, created_at: at, updated_at: at });
  if (known) hrflow.state.profiles.push({ ...known, ...added, id: 9_999 } as typeof known);
}

const unwritten = {
  name: "reads again incrementally what could not be written",
  advice: "`write` throws if the target refuses: what it returns for is taken as done, and the cursor passes it.",
};

async function findUnwritten<State>(tested: Tested<State>): Promise<string[]> {
  const baseline = await tested.baseline();
  const { action, subject } = tested;
  const environment = begin(tested);
  const isPull = action.direction === "pull";
  const target = isPull ? environment.hrflow : environment.vendor;
  const writes: { method: string; path?: string }[] = isPull
    ? ["POST", "PUT", "PATCH"].map((method) => ({ method }))
    : endpointsOf(subject, action).filter(({ method, isRead }) => method !== "GET" && !isRead);
  for (const { method, path } of writes)
    target.injectFault(
      { kind: "status", status: 503 },
      { method, ...(path ? { path } : {}), times: Number.POSITIVE_INFINITY },
    );
  const runs: Run[] = [await environment.run({ readMode: "incremental" })];
  target.clearFaults();
  subject.time.pass(hourMs);
  runs.push(await environment.run({ readMode: "incremental" }));
  return [
    ...(runs[0]?.result.status === "success" ? ["reports success although nothing could be written"] : []),
    ...difference(baseline.parts, environment.parts()).map((part) => `never written: ${part}`),
  ];
}
