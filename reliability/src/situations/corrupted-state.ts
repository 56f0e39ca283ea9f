import { type ConnectorAction, type RunResult, replay, type Store } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { createGreenhouseFake, createHrflowFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import {
  createInspectableStore,
  difference,
  type InspectableStore,
  type RecordKind,
  recordKind,
  type VirtualTime,
} from "@hrflow-connectors/testing/vitest";
import { checkReport, runLimitMs } from "../checks/check-run";
import { createEnvironment } from "../environment/create-environment";
import { secrets } from "../environment/secrets";
import { partsOf, type Variant } from "../environment/variant";
import { pushWithoutFaults } from "../faults/discover";
import { createLeaseTable, withLeases } from "./leases";
import { type CorruptForm, corruptForms, type LeaseLoss } from "./situation";

/**
 * Replays a push that failed while its dead letters are unreadable, and again once they are readable. Returns one line per failed
 * check.
 */
export async function checkUnreadableReplay(
  time: VirtualTime,
  variant: Variant,
  kind: RecordKind,
  form: CorruptForm,
): Promise<string[]> {
  const [fixture] = variant.fixtures;
  if (!fixture) return [];
  const expected = (await pushWithoutFaults(time, variant, fixture)).run.parts;
  time.begin();
  const environment = createEnvironment(variant, fixture, time.track);
  const { fetch, store, vendor } = environment;
  vendor.fake.injectFault({ kind: "status", status: 422 }, { method: "POST", path: firstWrite(variant), times: 99 });
  const failed = await time.settle(environment.push(), runLimitMs);
  environment.restore();
  const before = partsOf(vendor);
  const replayAgain = () => {
    const { targetParameters } = environment.input();
    const input = { targetParameters, runId: failed.result.runId } as never;
    const action = environment.action.call as unknown as ConnectorAction<never>;
    return time.settle(replay(action, input, { fetch, store }), runLimitMs);
  };
  const readable = makeUnreadable(store, kind, form);
  const sentBefore = environment.received.length;
  const unread = await replayAgain();
  const writes = environment.received.slice(sentBefore).filter(({ request }) => request.method !== "GET");
  const violations = [
    ...checkReport(failed, environment),
    ...checkNamed(unread, readable.keys),
    ...writes.map(({ request }) => `sends ${request.method} ${request.path} without ${kind}`),
    ...difference(partsOf(vendor), before).map((part) => `creates ${part} without ${kind}`),
  ];
  readable.restore();
  const again = await replayAgain();
  return [
    ...violations,
    ...(again.status === "success" ? [] : [`cannot be replayed once it is readable: ${JSON.stringify(again)}`]),
    ...difference(expected, partsOf(vendor)).map((part) => `missing: ${part}`),
    ...difference(partsOf(vendor), expected).map((part) => `duplicate or unexpected: ${part}`),
  ];
}

const firstWrite = ({ connector }: Variant) => (connector === "Lever" ? "/opportunities" : "/candidates");

function makeUnreadable(store: InspectableStore, kind: RecordKind, form: CorruptForm) {
  const originals = [...store.contents].filter(([key]) => recordKind(key) === kind);
  for (const [key, value] of originals) store.replace(key, corruptForms[form](value));
  return {
    keys: originals.map(([key]) => key),
    restore() {
      for (const [key, value] of originals) store.replace(key, value);
    },
  };
}

function checkNamed({ status, failures }: RunResult, keys: readonly string[]): string[] {
  const isNamed = failures.some(
    ({ error }) => error.code === "configuration" && keys.some((key) => error.message.includes(key)),
  );
  return [
    ...(keys.length > 0 ? [] : ["no value was unreadable"]),
    ...(status === "fatal" ? [] : [`ends with ${status}`]),
    ...(isNamed ? [] : [`names no key: ${JSON.stringify(failures)}`]),
  ];
}

const boardKey = "b".repeat(40);
const account = { apiKey: secrets.hrflowKey.replace("askr_", "ask_"), userEmail: "recruiter@example.com" };
const jobOf = (id: number) => ({
  ...{ id, internal_job_id: null, title: `Job ${id}`, updated_at: `2026-0${id}-01T00:00:00Z`, requisition_id: null },
  ...{ location: { name: "Lyon" }, absolute_url: `https://boards.example.com/jobs/${id}`, metadata: null },
});

/** An incremental pull of a public board. */
function createPull(time: VirtualTime) {
  time.begin();
  const board = createGreenhouseFake({
    boards: { example: { name: "Example", jobs: [jobOf(1), jobOf(2)] } },
    strict: true,
  });
  const hrflow = createHrflowFake({ accounts: [account], boards: [boardKey], strict: true });
  const store = createInspectableStore();
  const joined = joinFakes([board, hrflow]);
  const fetch = (request: Request) => time.track(joined(request));
  const input = {
    workflowId: "board",
    actionParameters: { readMode: "incremental" as const },
    originParameters: { boardToken: "example" },
    targetParameters: { apiSecret: account.apiKey, apiUser: account.userEmail, boardKey },
  };
  const pull = (options: { fetch?: typeof fetch; store?: Store } = {}) =>
    time.settle(greenhouse.pullJobList(input, { fetch, store, ...options }), runLimitMs);
  const cursor = () => [...store.contents].find(([key]) => recordKind(key) === "the cursor")?.[1];
  return { board, hrflow, store, fetch, pull, cursor };
}

/** Pulls a board again while its cursor is unreadable, and once more when it is readable. */
export async function checkUnreadableCursor(time: VirtualTime, form: CorruptForm): Promise<string[]> {
  const { hrflow, board, store, pull, cursor } = createPull(time);
  await pull();
  const saved = cursor();
  const readable = makeUnreadable(store, "the cursor", form);
  const sent = () => hrflow.requests.length + board.requests.length;
  const before = sent();
  const unread = await pull();
  const violations = [
    ...checkNamed(unread, readable.keys),
    ...(sent() === before ? [] : ["sends a request without the cursor"]),
  ];
  readable.restore();
  const again = await pull();
  return [
    ...violations,
    ...(again.status === "success" ? [] : [`cannot be pulled once it is readable: ${JSON.stringify(again)}`]),
    ...(again.readFrom !== null && cursor() === saved ? [] : ["has another cursor"]),
    ...(hrflow.state.jobs.length === 2 ? [] : [`${hrflow.state.jobs.length} jobs`]),
  ];
}

/** Pulls a board by a process that loses the lock of the workflow at one of its requests. */
export async function checkLostWorkflow(
  time: VirtualTime,
  at: number,
  how: LeaseLoss["how"],
): Promise<{ violations: string[]; isOver: boolean }> {
  const { hrflow, store, fetch, pull, cursor } = createPull(time);
  const leased = withLeases(store, createLeaseTable(), { at, of: "the workflow", how, isTakenOver: false });
  const late: string[] = [];
  let requests = 0;
  const losing = async (request: Request) => {
    requests += 1;
    const number = requests;
    if (leased.isLost()) late.push(`sends ${request.method} ${new URL(request.url).pathname} after the loss`);
    const response = await fetch(request);
    if (number === at) await leased.lose();
    return response;
  };
  const result = await pull({ fetch: losing, store: leased.store });
  if (requests < at) return { violations: [], isOver: true };
  const violations = [
    ...late,
    ...leased.lateWrites,
    ...(leased.wasLost() ? [] : ["the lock was never lost"]),
    ...(cursor() === undefined || result.status === "success" ? [] : ["saves a cursor of a run that did not end"]),
  ];
  const again = await pull();
  return {
    isOver: false,
    violations: [
      ...violations,
      ...(again.status === "success" ? [] : [`cannot be pulled again: ${JSON.stringify(again)}`]),
      ...(hrflow.state.jobs.length === 2 ? [] : [`${hrflow.state.jobs.length} jobs`]),
    ],
  };
}
