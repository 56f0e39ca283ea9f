import { createMemoryStore } from "@hrflow-connectors/core";
import type { Check, Tested } from "./check";
import { type Environment, endpointsOf, hourMs, runLimitMs } from "./environment";
import type { Operation } from "./operations";
import { otherPerson, type Profile, person } from "./person";
import { begin, runUntilComplete } from "./tested-action";
import { describeRequests, difference, isUnsure } from "./violations";

/** What a push of one person promises about other people, and about the same person in other runs. */
export function personChecks<State>(tested: Tested<State>): Check[] {
  return [
    { ...lookAlikes, find: () => findLookAlikes(tested) },
    { ...earlierRecord, find: () => findEarlierRecord(tested) },
    { ...changed, find: () => findChanged(tested) },
    { ...parallel, find: () => findParallel(tested) },
    { ...laterPart, find: () => findLaterPart(tested) },
  ];
}

/** The request that creates the record. */
async function createOf<State>(tested: Tested<State>): Promise<Operation> {
  const { operations } = await tested.baseline();
  const create = operations.find(({ kind }) => kind === "write");
  if (!create) throw new Error("no request creates anything");
  return create;
}

/** Matches the create of any record: people may have paths of their own, such as that of their job. */
function anyOf({ method, name }: Operation): { method: string; path: string } {
  return { method, path: name.split(" ")[1] ?? "" };
}

/** Loses the response to the next create, which the vendor carries out. */
async function loseCreate<State>(
  tested: Tested<State>,
  environment: Environment<State>,
  lookups = false,
): Promise<void> {
  const create = await createOf(tested);
  const { method, path } = anyOf(create);
  environment.vendor.injectFault({ kind: "reset", when: "after" }, { method, path });
  if (!lookups) return;
  const reads = endpointsOf(tested.subject, tested.action).filter(({ isRead }) => isRead);
  for (const match of [{ method: "GET" }, ...reads.map(({ method, path }) => ({ method, path }))])
    environment.vendor.injectFault({ kind: "status", status: 503 }, { ...match, times: Number.POSITIVE_INFINITY });
}

/** Two people with the same name and address, of which the second has a reference of its own. */
interface Pair {
  name: string;
  people: Profile[];
  /** Whether the vendor takes them for one person, and refuses the second. */
  isRefused: boolean;
}

/** People with equal data, and, if the vendor refuses the second of them, those whom it accepts beside each other. */
function pairsOf<State>({ subject: { settings } }: Tested<State>): Pair[] {
  const { profile, twin } = settings;
  const first = person(1, profile);
  const equal = { name: "", people: [first, person(2, profile)], isRefused: twin !== undefined };
  const accepted = { name: "with `twin`: ", people: [first, person(2, { ...profile, ...twin })], isRefused: false };
  return twin ? [equal, accepted] : [equal];
}

const lookAlikes = {
  name: "creates two records for two people who have the same name and address",
  advice:
    "`find` returns all candidates, not the first one, and `identity` says what was sent: core gives each record to one item alone. " +
    "Nothing is looked up by its name before the create, to be used instead of it. If the vendor refuses the second person, say in " +
    "`twin` where it accepts one: the push of a refused person fails.",
};

async function* findLookAlikes<State>(tested: Tested<State>): AsyncGenerator<string> {
  for (const pair of pairsOf(tested))
    for (const isLost of [false, true]) {
      const found = await findLookAlikesIn(tested, pair, isLost);
      yield* found.map((each) => `${pair.name}${isLost ? "both responses are lost: " : ""}${each}`);
    }
}

async function findLookAlikesIn<State>(tested: Tested<State>, pair: Pair, isLost: boolean): Promise<string[]> {
  const violations: string[] = [];
  const { parts: first } = await tested.baseline();
  const expected = [...first, ...(pair.isRefused ? [] : await partsOf(tested, pair.people))];
  const environment = begin(tested, pair.people);
  const ids: string[] = [];
  for (const number of [1, 2]) {
    if (isLost) await loseCreate(tested, environment);
    const run = await runUntilComplete(tested, environment, { person: number });
    environment.vendor.clearFaults();
    ids.push(...run.result.receipts.map(({ id }) => id));
    if (isUnsure(run)) continue;
    const mayFail = pair.isRefused && number === 2;
    if (run.result.status !== "success" && !mayFail)
      violations.push(`person ${number}: ${JSON.stringify(run.result.failures)}\n${describeRequests(run)}`);
    if (run.result.status === "success" && mayFail)
      violations.push(
        `person 2 ends with success, and \`twin\` says that the vendor refuses this person\n${describeRequests(run)}`,
      );
  }
  violations.push(...difference(environment.parts(), expected).map((part) => `one too many: ${part}`));
  if (new Set(ids).size < ids.length) violations.push(`two people have one record, ${ids[0]}`);
  if (!isLost) violations.push(...difference(expected, environment.parts()).map((part) => `one person lacks ${part}`));
  return violations;
}

/** What the vendor has of the second person alone. */
async function partsOf<State>(tested: Tested<State>, people: readonly Profile[]): Promise<readonly string[]> {
  const environment = begin(tested, people);
  await environment.run({ person: 2 });
  return environment.parts();
}

const earlierRecord = {
  name: "does not take a record that was there before for one that it created",
  advice:
    "Adoption needs proof that the record was not there before the create: `looksBefore`, the vendor's clock, or a mark that the create " +
    "carries.",
};

async function* findEarlierRecord<State>(tested: Tested<State>): AsyncGenerator<string> {
  for (const pair of pairsOf(tested)) {
    const found = await findEarlierRecordIn(tested, pair);
    yield* found.map((each) => `${pair.name}${each}`);
  }
}

async function findEarlierRecordIn<State>(tested: Tested<State>, { people, isRefused }: Pair): Promise<string[]> {
  const environment = begin(tested, people);
  // Somebody else created it: this workflow's store knows nothing of it.
  await environment.run({ person: 2, store: createMemoryStore() });
  const earlier = environment.ids();
  const { ids } = await tested.baseline();
  tested.subject.time.pass(2_000);
  environment.vendor.injectFault({ kind: "reset", when: "before" }, anyOf(await createOf(tested)));
  const run = await runUntilComplete(tested, environment, { person: 1 });
  const { status, receipts, failures } = run.result;
  const adopted = receipts.filter(({ id }) => earlier.includes(id));
  return [
    ...adopted.map(({ id }) => `takes ${id}, of somebody else, for its own record\n${describeRequests(run)}`),
    ...(environment.ids().length > earlier.length + ids.length ? ["creates a record twice"] : []),
    ...(environment.ids().length === earlier.length && status === "success"
      ? ["creates nothing, and reports success"]
      : []),
    ...(status === "success" || isUnsure(run) || isRefused ? [] : [JSON.stringify(failures)]),
  ];
}

const changed = {
  name: "creates no second record if the profile changes while it is unknown whether the first was created",
  advice: "`identity` and `find` compare what was sent then (`wasSent`), not what the item says now.",
};

async function findChanged<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  await loseCreate(tested, environment, true);
  await environment.run();
  environment.vendor.clearFaults();
  tested.subject.time.pass(hourMs);
  Object.assign(environment.hrflow.state.profiles[0] ?? {}, otherPerson(3));
  const run = await runUntilComplete(tested, environment);
  const count = environment.ids().length;
  const { ids } = await tested.baseline();
  return [
    ...(count > ids.length ? [`${count} records of one person\n${describeRequests(run)}`] : []),
    ...(count === 0 ? [`no record\n${describeRequests(run)}`] : []),
    ...(run.result.status === "success" || isUnsure(run) ? [] : [JSON.stringify(run.result.failures)]),
  ];
}

const parallel = {
  name: "creates one record if two runs push the same profile at once",
  advice: "Creates happen in a `step` of a writer whose connection has an `account`: core locks the item then.",
};

async function findParallel<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  const { parts, ids: own } = await tested.baseline();
  const both = Promise.all([environment.start(), environment.start()]);
  const runs = await tested.subject.time.settle(both, runLimitMs);
  const ids = new Set(runs.flatMap(({ result }) => result.receipts.map(({ id }) => id)));
  return [
    ...difference(environment.parts(), parts).map((part) => `one too many: ${part}`),
    ...runs
      .filter(({ result }) => result.status !== "success")
      .map(({ result }) => `one run ends with ${result.status}: ${JSON.stringify(result.failures)}`),
    ...(ids.size > own.length ? ["the two runs have other receipts"] : []),
  ];
}

const laterPart = {
  name: "adds in the next run what failed for the moment, and only that",
  advice: "A file or a note that can be added later is an `optional` step of its own, after the record's.",
};

async function findLaterPart<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  const { parts, operations } = await tested.baseline();
  const file = operations.find(({ kind }) => kind === "file");
  if (!file) return [];
  const fake = environment.fakes.find(({ name }) => name === file.fake);
  fake?.injectFault(
    { kind: "status", status: 503 },
    { method: file.method, path: file.path, times: Number.POSITIVE_INFINITY },
  );
  const first = await environment.run();
  fake?.clearFaults();
  tested.subject.time.pass(hourMs);
  const last = await runUntilComplete(tested, environment);
  const isWhole = first.result.status === "success" && difference(parts, environment.parts()).length > 0;
  return [
    ...difference(environment.parts(), parts).map((part) => `one too many: ${part}`),
    ...(isWhole ? [`the resume whose server failed once is never added\n${describeRequests(last)}`] : []),
  ];
}
