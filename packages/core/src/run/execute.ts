import type { AnyConnection, RequestPolicy } from "../contract/connection";
import type { Store } from "../contract/run";
import { AbortedError } from "../errors";
import { instant } from "../formats/values";
import { createDeadLetters, type DeadLetters, noDeadLetters, type Replayed } from "../ledger/dead-letters";
import type { ItemNames } from "../ledger/delivery-record";
import { createLedger, type Deliver, type HeldDelivery } from "../ledger/ledger";
import { writeItem } from "../ledger/write-context";
import { warnOfOverrides } from "../rate-limits/account-limits";
import { cursorKey, readRecord, writeRecord } from "../state/state";
import { anySignal, type StopSignal } from "../stop";
import { accountHash, type Connected, connect } from "./connect";
import type { CheckedActionParameters } from "./parameters";
import { createCursorKeeper, createReadAhead, runPipeline } from "./pipeline";
import { failOpening, type Run, saveState } from "./run";

/** Where the items of a run come from. */
export interface ItemSource {
  connections: readonly AnyConnection[];
  read(run: Run, since: string | null, signal: StopSignal): Promise<AsyncIterable<unknown>>;
  /** Whether reading may begin before it is known if the target accepts its credential. Default true. */
  mayBeginEarly?(): Promise<boolean>;
  cursor?: ((item: unknown) => string) | undefined;
  /** What an item is known by across runs. Default: its reference. */
  id?: ((item: unknown) => string | null) | undefined;
  /** A hash of the account and the parameters that are read from, without secrets: a cursor is valid for them alone. */
  binding(): Promise<string>;
}

/** A run whose parameters are valid. */
export interface ExecutionPlan {
  actionParameters: CheckedActionParameters;
  targetParameters: unknown;
  source: ItemSource;
  isIncremental: boolean;
  /** Runs with the same key take turns. */
  turnKey: string | undefined;
  /** In a replay, the dead letters of its items. */
  replayed?: Replayed;
}

/** Opens the target while the origin is read, streams the items through, and saves and returns how far the run came. */
export async function execute(run: Run, plan: ExecutionPlan): Promise<string | null> {
  const { guard, tally, reporter, workflowId, options, action } = run;
  const { actionParameters, source, isIncremental } = plan;
  const { store } = options;
  const { concurrency } = action.target.write;
  let since: string | null = null;
  let target: Target;
  const reading = anySignal([options.signal]);
  const items = createReadAhead(() => source.read(run, since, reading.ending), concurrency);
  try {
    if (options.signal?.aborted) throw new AbortedError("the run was stopped before it began");
    if (isIncremental && store) since = await guard(readCursor(run, store, await source.binding()));
    warnOfOverrides(options.rateLimits, [...source.connections, ...action.target.write.connections], reporter.logger);
    const isEarly = await guard(source.mayBeginEarly?.() ?? true);
    target = await guard(openTarget(run, plan, () => isEarly && !reading.ending.aborted && items.start()));
  } catch (error) {
    items.stop();
    reading.ending.abort(new AbortedError("the target could not be opened"));
    reading.release();
    failOpening(run, error);
    return since;
  }
  const cursor = isIncremental ? createCursorKeeper(since) : undefined;
  const { readWasComplete } = await runPipeline({
    run,
    source: items,
    takeCursor: source.cursor,
    identity: source.id,
    format: actionParameters.format ?? action.format,
    logics: actionParameters.logics,
    write: target.write,
    deadLetters: target.deadLetters,
    concurrency,
    maxAttempts: options.maxAttempts ?? 5,
    cursor,
  });
  // What is still being read is not used any more.
  if (!items.isExhausted()) reading.ending.abort(new AbortedError("the run has ended"));
  reading.release();
  if (!cursor || !store || tally.events.item_to_read_from_failure > 0) return since;
  const reached = notBeyond(run.startedAt, cursor.value(readWasComplete));
  if (reached !== null && reached !== since) {
    await saveState(run, async () => {
      const lost = run.refusal?.();
      if (lost) throw lost;
      await writeRecord(store, cursorKey(workflowId), { readFrom: reached, origin: await source.binding() });
    });
  }
  return reached;
}

interface Target {
  write(item: unknown, identity: string | null, reference: string | null, names: ItemNames): ReturnType<Deliver>;
  deadLetters: DeadLetters;
}

async function openTarget(run: Run, plan: ExecutionPlan, beforeRequests: () => unknown): Promise<Target> {
  const { action, reporter, redactor, options, connector, runId, workflowId } = run;
  const { actionParameters, targetParameters } = plan;
  const { connection, scope, continues, write } = action.target.write.choose(targetParameters);
  const account = await accountHash(connection, targetParameters, scope);
  const target: Connected = await connect(run, connection, targetParameters, { beforeRequests });
  const { store } = options;
  let isForgotten = false;
  const { idempotent } = action.target.write;
  const deliver = createLedger({
    store: idempotent ? undefined : store,
    connector: connector.slug,
    action: run.id,
    account,
    onDuplicate: actionParameters.onDuplicate,
    toJson: redactor.json,
    signal: target.signal,
    vendorOffsetMs: target.vendorOffsetMs,
    protocol: connection.protocol,
    continues: continues ?? [],
    onForgotten() {
      if (!isForgotten && !idempotent)
        reporter.logger.info(
          {},
          "there is no store to remember deliveries: the same push again creates another record",
        );
      isForgotten = true;
    },
  });
  const surroundings = { ...target, parameters: targetParameters as never, logger: reporter.logger };
  /** Of one item: no request of it starts once its lock is lost. */
  const surroundingsOf = ({ refusal }: HeldDelivery) => {
    if (!refusal) return surroundings;
    const policy = { refusal: () => refusal?.() ?? run.refusal?.() } as RequestPolicy;
    return { ...surroundings, api: target.api.with(policy), http: target.http.with(policy) };
  };
  const origin = { runId, workflowId, connector: connector.slug, action: run.id };
  return {
    write(item, identity, reference, names) {
      // Under the lock of the delivery: what waits for another process, or sends nothing, takes no room from others.
      const writeWith = (delivery: HeldDelivery) =>
        target.deliver(() => writeItem(write, item, surroundingsOf(delivery), delivery, reference));
      return deliver(identity, item, writeWith, names);
    },
    deadLetters: store ? createDeadLetters(store, origin, account, redactor, plan.replayed) : noDeadLetters,
  };
}

interface StoredCursor {
  readFrom: string;
  /** The origin's binding. */
  origin: string;
}

function isCursor(record: object): record is StoredCursor {
  const { readFrom, origin } = record as Record<string, unknown>;
  return typeof readFrom === "string" && typeof origin === "string";
}

/** The cursor of the workflow; null at the first run, and if it belongs to another origin. */
async function readCursor({ workflowId, reporter }: Run, store: Store, origin: string): Promise<string | null> {
  const stored = await readRecord(store, cursorKey(workflowId), isCursor);
  if (!stored || stored.origin === origin) return stored?.readFrom ?? null;
  reporter.logger.warn(
    { readFrom: stored.readFrom },
    "the workflow's cursor belongs to another origin or other origin parameters: everything is read again",
  );
  return null;
}

/** An item from the future must not hide those that change until then. */
function notBeyond(startedAt: string, cursor: string | null): string | null {
  const time = instant(cursor);
  return time !== undefined && time > Date.parse(startedAt) ? startedAt : cursor;
}
