import { type ConnectorAction, type Fetch, replay } from "@hrflow-connectors/core";
import { crashAt } from "../fakes/crash-at";
import type { Baseline, Check, Tested } from "./check";
import { type Environment, hourMs, runLimitMs } from "./environment";
import { isToken } from "./operations";
import { atMost } from "./random";
import { affordable, begin, runUntilComplete } from "./tested-action";
import { describeRequests, difference, findViolations, isUnsure, repetitionViolations, warningsOf } from "./violations";

/** What every action promises about what it delivers. */
export function deliveryChecks<State>(tested: Tested<State>): Check[] {
  const { earlier, subject, action } = tested;
  // Another server of the vendor may differ only in what a lookup finds after a lost response.
  const isOtherServer =
    action.direction === "push" && subject.settings.createFake !== earlier?.subject.settings.createFake;
  return [
    { ...healthy, find: () => findHealthy(tested) },
    { ...repeated, find: () => findRepeated(tested) },
    { ...dryRun, find: () => findDryRun(tested) },
    { ...killed, find: () => findKilled(tested) },
    ...(tested.action.direction === "push" ? [{ ...replayed, find: () => findReplayed(tested) }] : []),
    ...(earlier && !isOtherServer ? [{ ...otherPath, find: () => findSamePath(tested, earlier) }] : []),
  ];
}

const healthy = {
  name: "delivers each record once and whole, by requests that the document allows",
  advice:
    "Compare the requests with the OpenAPI document, and the receipt's id with the record's. For a pull, look at the pages: it must " +
    "request every page up to the last one.",
};

async function findHealthy<State>(tested: Tested<State>): Promise<string[]> {
  const { action, subject } = tested;
  const globalFetch = globalThis.fetch;
  const outside: string[] = [];
  globalThis.fetch = (async (input: RequestInfo | URL) => {
    outside.push(`calls the global fetch: ${new Request(input).url}`);
    throw new TypeError("the global fetch was called");
  }) as typeof fetch;
  try {
    const environment = begin(tested);
    const creating: string[] = [];
    const run = await environment.run({ fetch: watchReads(tested, environment, creating) });
    const baseline = { parts: environment.parts() };
    const { settings } = subject;
    const pulled = settings.pulls?.[action.method];
    const expected = action.direction === "pull" ? pulled?.ids(environment.vendor.state) : undefined;
    const delivered = environment.ids();
    return [
      ...outside,
      ...creating,
      ...environment.checked.violations,
      ...(run.result.status === "success" ? [] : [`${run.result.status}: ${JSON.stringify(run.result.failures)}`]),
      ...warningsOf(run).map((warning) => `a warning without a cause: ${warning}`),
      ...(baseline.parts.length > 0
        ? []
        : ["delivers nothing: give the fake records, and `records` what a push creates"]),
      ...difference(expected ?? [], delivered).map((id) => `${id} is not delivered`),
      ...(expected ? difference(delivered, expected) : []).map(
        (id) => `${id} is delivered, and \`ids\` does not list it`,
      ),
      ...(new Set(delivered).size === delivered.length ? [] : ["the target has a record twice"]),
      ...findViolations(tested, run, environment, baseline),
    ];
  } finally {
    globalThis.fetch = globalFetch;
  }
}

/** Reports the requests of a push that the connection calls reads, although the vendor has more records after them. */
function watchReads<State>(tested: Tested<State>, { fetch, parts }: Environment<State>, found: string[]): Fetch {
  let [begun, ended] = [0, 0];
  return async (request) => {
    if (tested.action.direction === "pull" || !tested.isRead(request)) {
      begun += 1;
      return fetch(request).finally(() => {
        ended += 1;
      });
    }
    const before = { begun, count: parts().length, isQuiet: begun === ended };
    const response = await fetch(request);
    if (before.isQuiet && before.begun === begun && parts().length !== before.count)
      found.push(
        `\`isRead\` calls ${request.method} ${new URL(request.url).pathname} a read, and it creates something`,
      );
    return response;
  };
}

const repeated = {
  name: "sends nothing for what was delivered before",
  advice:
    "Each create is a `step`, named by its content and not by its position, and the item has an identity: the warehouse's `id`, or a " +
    "reference, key or id of its own.",
};

async function findRepeated<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  const first = await environment.run();
  tested.subject.time.pass(hourMs);
  const second = await environment.run();
  return [
    ...repetitionViolations(tested, second, first).map((each) => `the second run ${each}`),
    ...(second.result.status === "success" ? [] : [`the second run ends with ${second.result.status}`]),
  ];
}

const dryRun = {
  name: "writes nothing in a dry run, and says what it would do",
  advice:
    "Nothing is written outside of `write`: no create in `read`, `auth` or `format`. If the vendor reads by POST, `isRead` of `typedApi` " +
    "says by which paths.",
};

async function findDryRun<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  const { receipts } = await tested.baseline();
  const run = await environment.run({ dryRun: true });
  const { plan, status } = run.result;
  const stored = [...environment.store.contents.keys()].filter((key) => !key.includes(":token:"));
  const isPlanned = (plan?.items.length ?? 0) >= Math.min(1, receipts);
  return [
    ...run.received
      .filter(({ request }) => !tested.isRead(request) && !isToken(request))
      .map(({ request }) => `sends ${request.method} ${request.path}`),
    ...environment.parts().map((part) => `creates ${part}`),
    ...stored.map((key) => `stores ${key}`),
    ...(status === "success" ? [] : [`ends with ${status}: ${JSON.stringify(run.result.failures)}`]),
    ...(isPlanned ? [] : ["its plan is empty"]),
  ];
}

const killed = {
  name: "loses and doubles nothing if its process is killed at any moment and started again",
  advice:
    "What a process knows between two requests is lost with it: what must be known later is what `keep` returns, or what `find` finds.",
};

/** The largest number of moments at which a run is killed, chosen by the seed. `CONFORMANCE` scales it. */
const mostKills = 30;

async function* findKilled<State>(tested: Tested<State>): AsyncGenerator<string> {
  const baseline = await tested.baseline();
  const { time } = tested.subject;
  const moments = momentsOf(baseline);
  const all = Array.from({ length: moments }, (_, index) => index + 1);
  for (const moment of atMost(all, await affordable(tested, mostKills))) {
    const environment = begin(tested);
    const crash = crashAt(moment, environment);
    const ended = await time.settle(Promise.race([environment.start(crash), crash.died]), runLimitMs);
    if (ended === "died") time.forget();
    const last = await runUntilComplete(tested, environment);
    const found = findViolations(tested, last, environment, baseline);
    // A part that nobody can look up is not sent again, and a warning says so.
    const isKnownGap = isUnsure(last) || warningsOf(last).some((warning) => warning.includes("it is unknown whether"));
    const isLost =
      !isKnownGap && (last.result.status !== "success" || environment.parts().length < baseline.parts.length);
    if (isLost) found.push(`not delivered by the next process: ${JSON.stringify(last.result.failures)}`);
    yield* found.map((each) => `killed at moment ${moment}: ${each}\n${describeRequests(last)}`);
  }
}

/** Before and after each request and each write to the store. */
export function momentsOf({ run, storeOperations }: Pick<Baseline, "run" | "storeOperations">): number {
  return 2 * (run.received.length + storeOperations.filter((operation) => operation.startsWith("store ")).length);
}

const otherPath = {
  name: "takes another path than the action without the variant",
  advice:
    "A variant that sends and creates the same as the action itself tests nothing. Look at its `profile` and `createFake`.",
};

async function findSamePath<State>(tested: Tested<State>, earlier: Tested<State>): Promise<string[]> {
  const pathOf = async (one: Tested<State>) => {
    const { run, parts } = await one.baseline();
    const requests = run.received.map(({ request: { method, path, json, form } }) => [
      ...[method, path, json],
      ...[...(form ?? [])].map(([name, value]) => [name, typeof value === "string" ? value : value.name]),
    ]);
    // Each run has a time of its own.
    return JSON.stringify([requests, parts]).replace(/\d{4}-\d\d-\d\dT[\d:.]+|\b\d{10}(\d{3})?\b/g, "");
  };
  return (await pathOf(tested)) === (await pathOf(earlier))
    ? ["sends the same requests, and creates the same parts"]
    : [];
}

const replayed = {
  name: "keeps what the vendor refused as a dead letter, and delivers it when it is replayed",
  advice: "An error of a create is thrown, not caught: the runner stores the item that failed.",
};

async function findReplayed<State>(tested: Tested<State>): Promise<string[]> {
  const { subject, action } = tested;
  const baseline = await tested.baseline();
  const create = baseline.operations.find(({ kind }) => kind === "write");
  if (!create) return ["no request creates anything"];
  const environment = begin(tested);
  const fault = { kind: "status" as const, status: 422, body: { message: "not now" } };
  environment.fakes
    .find(({ name }) => name === create.fake)
    ?.injectFault(fault, { method: create.method, path: create.path, times: Number.POSITIVE_INFINITY });
  const { result } = await environment.run();
  const stored = result.failures.filter(({ deadLetter }) => deadLetter !== undefined);
  for (const fake of environment.fakes) fake.clearFaults();
  if (stored.length === 0) return [`a refused create leaves no dead letter: ${JSON.stringify(result)}`];
  const { targetParameters } = environment.input();
  const { fetch, store } = environment;
  const again = await subject.time.settle(
    replay(action.call as unknown as ConnectorAction<never>, { runId: result.runId, targetParameters } as never, {
      fetch,
      store,
    }),
    runLimitMs,
  );
  return [
    ...(again.status === "success" ? [] : [`the replay ends with ${again.status}: ${JSON.stringify(again.failures)}`]),
    ...difference(baseline.parts, environment.parts()).map((part) => `the replay does not create ${part}`),
    ...difference(environment.parts(), baseline.parts).map((part) => `the replay creates more: ${part}`),
  ];
}
