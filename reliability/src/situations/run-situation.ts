import type { Fetch, Store } from "@hrflow-connectors/core";
import { crashAt, endTurns } from "@hrflow-connectors/testing/fakes";
import {
  type Baseline,
  createInspectableStore,
  difference,
  type InspectableStore,
  injectFault,
  isComplete,
  isCredentialRefused,
  type Run,
  recordKind,
  repetitionViolations,
  reportViolations,
  type VirtualTime,
  warningsOf,
} from "@hrflow-connectors/testing/vitest";
import { othersOf } from "../environment/greenhouse-variants";
import {
  baselineOf,
  createEnvironment,
  type Environment,
  type Pushed as PushTarget,
  runLimitMs,
} from "../environment/push";
import type { Profile, Variant } from "../environment/variant";
import { pathTemplate } from "../faults/operations";
import { checkPeople, comparable, type Expected, union } from "./check-people";
import { createLeaseTable, withLeases } from "./leases";
import { type Corruption, corruptForms, type LeaseLoss, type Person, type Process, type Situation } from "./situation";

/**
 * How a situation ended: delivered, delivered by the protocol that began since the last one was refused, or with a failure that says
 * that the outcome is unknown.
 */
export type Ending = "delivered" | "refused" | "unsure";

export interface SituationResult {
  ending: Ending;
  /** One line per failed check. */
  violations: string[];
}

const hourMs = 3_600_000;

/** What is known about one person. */
interface Pushed {
  person: Person;
  index: number;
  baselines: Baseline[];
  versions: Set<Profile>;
  variants: Set<Variant>;
  last: Process | undefined;
  ids: Set<string>;
  mayLackParts: boolean;
  store: InspectableStore;
}

/** Runs the processes, then pushes everybody until the push is complete, and once more. */
export async function runSituation(time: VirtualTime, situation: Situation): Promise<SituationResult> {
  const { fixture, people, clockSkewMs, processes } = situation;
  const [start] = processes;
  const [profile] = people[0]?.versions ?? [];
  if (!start || !profile) throw new Error("a situation without processes or people");
  const baselines = new Map<Process, Baseline>();
  for (const process of processes) {
    const pushed = people[process.person];
    if (!pushed) throw new Error(`no person ${process.person}`);
    const version = { ...fixture, profile: profileOf(pushed, process) };
    baselines.set(process, await baselineOf(time, process.variant, version));
  }
  time.begin();
  const fakeOptions = { ...fixture.fakeOptions, clockSkewMs };
  const environment = createEnvironment(start.variant, { ...fixture, profile, fakeOptions }, time);
  const violations: string[] = [];
  const report = (name: string, found: readonly string[]) =>
    void violations.push(...found.map((violation) => `${name}: ${violation}`));
  const everybody = people.map(
    (person, index): Pushed => ({
      ...{
        person,
        index,
        baselines: [],
        versions: new Set(),
        variants: new Set(),
        last: undefined,
        ids: new Set(),
        mayLackParts: false,
      },
      store: person.hasOwnStore ? createInspectableStore() : environment.store,
    }),
  );
  const checkRecords = (name: string) =>
    report(name, checkPeople(start.variant, environment.records(), everybody.map(expectedOf)));

  for (const [number, process] of processes.entries()) {
    const name = `process ${number + 1}`;
    const pushed = everybody[process.person];
    if (!pushed) throw new Error(`no person ${process.person}`);
    time.pass((process.hoursBefore ?? 0) * hourMs);
    pushed.last = process;
    pushed.versions.add(profileOf(pushed.person, process));
    pushed.variants.add(process.variant);
    pushed.baselines.push(...[baselines.get(process) ?? []].flat());
    const { run, found } = await runProcess(time, environment, pushed, process);
    environment.restore();
    pushed.store.restore();
    if (run) {
      for (const { id } of run.result.receipts) pushed.ids.add(id);
      report(name, [
        ...found,
        ...reportViolations(environment.tested, run, environment),
        ...checkDeadLetters(run, process),
        ...checkEnd(run, process),
      ]);
    } else report(name, found);
    checkRecords(name);
  }

  let ending: Ending = "delivered";
  for (const pushed of everybody.filter(({ last }) => last)) {
    const outcome = await settle(time, environment, pushed, report);
    if (outcome !== "delivered") ending = outcome;
    checkRecords(`in the end, person ${pushed.index + 1}`);
  }
  return { ending, violations };
}

function expectedOf({ index, baselines, ids }: Pushed): Expected {
  return { name: `person ${index + 1}`, allowed: union(baselines.map(({ parts }) => parts)), ids };
}

function profileOf({ versions }: Person, { version }: Process): Profile {
  const profile = versions[version];
  if (!profile) throw new Error(`no version ${version}`);
  return profile;
}

/** Whether another run has nothing left to send. */
const isSettled = (run: Run) =>
  isComplete(run) || (run.result.status === "success" && run.result.receipts.every(({ replayed }) => replayed));

/** Pushes a person until the push is complete, and once more. */
async function settle(
  time: VirtualTime,
  environment: Environment,
  pushed: Pushed,
  report: (name: string, found: readonly string[]) => void,
): Promise<Ending> {
  const { person, index, last: process, baselines, versions, mayLackParts, store } = pushed;
  const baseline = baselines.at(-1);
  if (!process || !baseline) throw new Error("the person was never pushed");
  const profile = profileOf(person, process);
  environment.setProfile(profile);
  const name = `person ${index + 1}, without faults`;
  const push = async (variant: Variant) => {
    const run = await time.settle(environment.push({ store }, { profileKey: profile.key, variant }), runLimitMs);
    for (const { id } of run.result.receipts) pushed.ids.add(id);
    report(name, [...reportViolations(environment.tested, run, environment), ...checkDeadLetters(run, {})]);
    return run;
  };
  let { variant } = process;
  let last = await push(variant);
  // It names the protocol that can finish the delivery.
  const isRefused = last.result.failures.some(
    ({ error, deadLetter }) => deadLetter && error.message.includes("push it with the credential of"),
  );
  for (const other of isRefused ? [...pushed.variants, ...othersOf(variant)] : []) {
    if (isSettled(last)) break;
    variant = other;
    last = await push(variant);
  }
  for (let n = 2; n <= 4 && !isSettled(last); n++) {
    if (isCredentialRefused(last.result)) environment.renew();
    last = await push(variant);
  }
  if (!isSettled(last)) {
    const isUnsure = last.result.failures.some(
      // The code of several failed parts is that of the whole write: the message tells why each failed.
      ({ error, deadLetter }) =>
        deadLetter &&
        (error.code === "unsure" || error.message.includes("matches what was sent, but it may be another")),
    );
    if (!isUnsure) report(name, [`not delivered by healthy vendors: ${JSON.stringify(last.result)}`]);
    return "unsure";
  }
  const repeated = await push(process.variant);
  report(name, repetitionViolations(environment.tested, repeated, last));

  const own = environment.records().filter(({ ids }) => ids.some((id) => pushed.ids.has(id)));
  const parts = comparable(
    variant,
    own.flatMap((record) => record.parts),
  );
  // An application that an earlier run began is finished, although the profile has lost it since.
  const isApplication = parts.some((part) => part.startsWith("opportunity for "));
  const missing = difference(comparable(variant, baseline.parts), parts).filter(
    (part) => part !== "opportunity" || !isApplication,
  );
  const isChanged = repeated.result.receipts.some(({ changed }) => changed);
  const isWarned = mayLackParts && warningsOf(repeated).length > 0;
  if (missing.length > 0 && !isChanged && !isWarned) report(name, [`lost silently: ${missing}`]);
  const isSame = versions.size === 1 && pushed.variants.size === 1;
  if (isSame && repeated.result.receipts.length !== baseline.receipts)
    report(name, [`${repeated.result.receipts.length} receipts, expected ${baseline.receipts}`]);
  if (isChanged && versions.size === 1) report(name, ["is said to have changed"]);
  return isRefused ? "refused" : "delivered";
}

/** Runs one process. Its run is undefined if it crashed. */
async function runProcess(
  time: VirtualTime,
  environment: Environment,
  pushed: Pushed,
  process: Process,
): Promise<{ run?: Run; found: string[] }> {
  const { variant, injections = [], storeFault, corruption, lease, deadlineMs } = process;
  const profile = profileOf(pushed.person, process);
  const target = { profileKey: profile.key, variant };
  environment.setProfile(profile);
  for (const { operation, fault, lasting } of injections) {
    injectFault(
      environment.fakes,
      { ...operation, path: pathTemplate(operation.path) },
      fault.create(environment),
      lasting,
    );
    pushed.mayLackParts ||= fault.isRefusal || operation.kind === "file" || operation.kind === "read";
  }
  const { store } = pushed;
  if (storeFault) store.injectFault(store.operations.length + storeFault.at, storeFault.fault, storeFault.lasting);
  const corrupted = corruption && corrupt(store, corruption);
  const read: string[] = [];
  const watched = {
    ...store,
    getItem(key: string) {
      read.push(key);
      return store.getItem(key);
    },
  };
  const options = deadlineMs ? { deadlineMs } : {};
  const surroundings = { fetch: environment.fetch, store: watched };
  const simulated: Simulated = lease
    ? createLosingProcess(environment, surroundings, target, lease)
    : { ...crashAt(process.crashAt || Number.POSITIVE_INFINITY, surroundings), ...uneventful };
  const { fetch, died, check, others } = simulated;
  const started = environment.push({ ...options, fetch, store: simulated.store }, target);
  const run = await time.settle(Promise.race([started, died.then(() => undefined)]), runLimitMs);
  if (run) await time.settle(others(), runLimitMs);
  else time.forget();
  const found = [...check(), ...(corrupted?.restore(run, read) ?? [])];
  return { ...(run ? { run } : {}), found };
}

interface Surroundings {
  fetch: Fetch;
  store: Store;
}

interface Simulated extends Surroundings {
  died: Promise<unknown>;
  /** Resolves once the processes that took over have ended. */
  others(): Promise<unknown>;
  check(): string[];
}

const uneventful = { others: async () => {}, check: () => [] };

/** A process that loses a lock while one of its requests is under way. */
function createLosingProcess(
  environment: Environment,
  { fetch, store }: Surroundings,
  target: PushTarget,
  lease: LeaseLoss,
): Simulated {
  const table = createLeaseTable();
  const leased = withLeases(store, table, lease);
  const late: string[] = [];
  let takeover: Promise<unknown> = Promise.resolve();
  const counts = new Map<string, number>();
  const count = (key: string) => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.get(key);
  };
  /** The path below the base of the API, as operations have it. */
  const isUnderWay = (request: Request, path: string) => {
    const number = count("all");
    const occurrence = count(`${request.method} ${path}`);
    const { at } = lease;
    if (typeof at === "number") return at === number;
    return at.method === request.method && at.path === pathTemplate(path) && at.occurrence === occurrence;
  };
  return {
    died: new Promise<never>(() => {}),
    others: () => takeover,
    store: leased.store,
    async fetch(request: Request) {
      if (leased.isLost()) late.push(`sends ${request.method} ${new URL(request.url).pathname} after the loss`);
      const sending = fetch(request);
      const loses = isUnderWay(request, environment.received.at(-1)?.request.path ?? "");
      const response = await sending;
      if (!loses) return response;
      await leased.lose();
      if (lease.isTakenOver && leased.wasLost()) {
        endTurns();
        takeover = environment.push({ store: withLeases(store, table).store }, target);
        await takeover;
      }
      return response;
    },
    check(): string[] {
      const isMissed = !lease.mayMiss && !leased.wasLost();
      return [...late, ...leased.lateWrites, ...(isMissed ? ["the lock was never lost"] : [])];
    },
  };
}

/** Makes the stored values of one kind unreadable. */
function corrupt(store: InspectableStore, { kind, form }: Corruption) {
  const originals = new Map([...store.contents].filter(([key]) => recordKind(key) === kind));
  const values = new Map([...originals].map(([key, value]) => [key, corruptForms[form](value)]));
  for (const [key, value] of values) store.replace(key, value);
  return {
    /** Makes them readable again, and checks what the process did with them. */
    restore(run: Run | undefined, read: readonly string[]): string[] {
      const found: string[] = [];
      for (const [key, value] of originals) {
        const current = store.contents.get(key);
        if (current === values.get(key)) store.replace(key, value);
        else if (isDecisive(kind)) found.push(`replaces ${kind}, which it could not read`);
        if (run && run.result.reason !== "aborted" && read.includes(key)) found.push(...checkRefused(run, kind, key));
      }
      return found;
    },
  };
}

/** Without them, a push cannot know what may be sent. */
const isDecisive = (kind: Corruption["kind"]) => kind === "the delivery" || kind === "the token";

function checkRefused({ result, received }: Run, kind: Corruption["kind"], key: string): string[] {
  // A token may be refreshed before the delivery is read.
  const writes = received
    .filter(
      ({ request: { method, path } }) => method !== "GET" && !(kind === "the delivery" && path.endsWith("/token")),
    )
    .map(({ request }) => request.path);
  if (kind === "the owner of a record") return result.status === "success" ? [`succeeds without ${kind}`] : [];
  if (!isDecisive(kind)) return [];
  const isNamed = result.failures.some(({ error }) => error.code === "configuration" && error.message.includes(key));
  return [
    ...(isNamed ? [] : [`does not name ${key}: ${JSON.stringify(result.failures)}`]),
    ...writes.map((path) => `sends POST ${path} without ${kind}`),
  ];
}

/** An item that failed can be replayed, unless the store itself failed. */
function checkDeadLetters(
  { result }: Run,
  { storeFault, corruption }: Pick<Process, "storeFault" | "corruption">,
): string[] {
  if (storeFault || corruption || result.reason === "aborted") return [];
  return result.failures
    .filter(({ stage, deadLetter }) => stage === "write" && !deadLetter)
    .map(({ error }) => `no dead letter: ${error.message}`);
}

/** A run ends within a second of its deadline. */
function checkEnd({ result }: Run, { deadlineMs, lease }: Process): string[] {
  if (!deadlineMs || lease) return [];
  const lateMs = Date.parse(result.finishedAt) - Date.parse(result.startedAt) - deadlineMs;
  return lateMs > 1000 ? [`stopped ${lateMs} ms after the deadline`] : [];
}
