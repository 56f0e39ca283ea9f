import type { AnyConnection } from "../contract/connection";
import type { RunResult } from "../contract/result";
import type { Store } from "../contract/state";
import type { ReadableWarehouse } from "../contract/warehouse";
import { AbortedError, ConfigurationError, describeError } from "../errors";
import { createDeadLetters, type DeadLetters, noDeadLetters } from "../ledger/dead-letters";
import { createLedger, type Deliver } from "../ledger/ledger";
import { writeItem } from "../ledger/write-context";
import { warnOfOverrides } from "../rate-limits/account-limits";
import type { Redactor } from "../redactor";
import { cursorKey, readValue, writeValue } from "../state/state";
import { accountHash, type Connected, connect } from "./connect";
import { type CheckedActionParameters, kindOf } from "./parameters";
import { createCursorKeeper, runPipeline } from "./pipeline";
import { addFailure, decideStatus } from "./report";
import { failOpening, type Run, saveState } from "./run";

/** Where the items of a run come from. */
export interface ItemSource {
  connections: readonly AnyConnection[];
  read(run: Run, since: string | null): Promise<AsyncIterable<unknown>>;
  cursor?: ((item: unknown) => string) | undefined;
  /** What an item is known by across runs. Default: its reference. */
  id?: ((item: unknown) => string | null) | undefined;
}

/** A run whose parameters are valid. */
export interface ExecutionPlan {
  actionParameters: CheckedActionParameters;
  targetParameters: unknown;
  source: ItemSource;
  isIncremental: boolean;
  /** Runs with the same key take turns. */
  turnKey: string | undefined;
  /** Where failed items go. Default: new dead letters of this run. */
  deadLetters?: (store: Store, redactor: Redactor) => DeadLetters;
}

/** The items of an origin. */
export function originSource(
  { name, read: side }: ReadableWarehouse<unknown, unknown, unknown>,
  parameters: unknown,
): ItemSource {
  const { connections, cursor, id } = side;
  return {
    connections,
    cursor,
    id,
    async read(run, since) {
      const { connection, read } = side.choose(parameters);
      const { api, signal } = await connect(run, connection, parameters);
      const { logger } = run.reporter;
      const items: unknown = read({ api, parameters, since, logger, signal } as never);
      if (typeof (items as AsyncIterable<unknown> | null)?.[Symbol.asyncIterator] === "function")
        return items as AsyncIterable<unknown>;
      const isPromise = items instanceof Promise;
      // Nobody else waits for it: an unhandled rejection would end the process.
      if (isPromise) items.catch(() => undefined);
      const found = isPromise ? "a promise" : kindOf(items);
      throw new ConfigurationError(
        `${name}: read returned ${found}: expected an async iterable, as async *read() returns`,
      );
    },
  };
}

/** Opens the target, streams the items through, and saves how far the run came. */
export async function execute(run: Run, plan: ExecutionPlan): Promise<RunResult> {
  const { guard, tally, reporter, workflowId, options, action } = run;
  const { actionParameters, source, isIncremental } = plan;
  const { store } = options;
  let since: string | null = null;
  let target: Target;
  try {
    if (options.signal?.aborted) throw new AbortedError("the run was stopped before it began");
    if (isIncremental && store) since = asCursor(await guard(readValue(store, cursorKey(workflowId))));
    warnOfOverrides(options.rateLimits, [...source.connections, ...action.target.write.connections], reporter.logger);
    target = await guard(openTarget(run, plan));
  } catch (error) {
    return failOpening(run, error, since);
  }
  const cursor = isIncremental ? createCursorKeeper(since) : undefined;
  const { readWasComplete } = await runPipeline({
    run,
    open: () => source.read(run, since),
    takeCursor: source.cursor,
    identity: source.id,
    format: actionParameters.format ?? action.format,
    logics: actionParameters.logics,
    write: target.write,
    deadLetters: target.deadLetters,
    concurrency: action.target.write.concurrency,
    cursor,
  });
  if (cursor && store && tally.events.item_to_read_from_failure === 0) {
    const reached = cursor.value(readWasComplete);
    if (reached !== null && reached !== since) {
      await saveState(run, () => writeValue(store, cursorKey(workflowId), { readFrom: reached }));
    }
    since = reached;
  }
  const { callback } = actionParameters;
  if (callback) {
    try {
      await guard(Promise.resolve(run.result({ ...decideStatus(tally), readFrom: since })).then(callback));
      tally.events.callback_executed += 1;
    } catch (error) {
      tally.events.callback_failure += 1;
      addFailure(tally, { stage: "callback", reference: null, error: describeError(error) });
    }
  }
  return run.result({ ...decideStatus(tally), readFrom: since });
}

interface Target {
  write(item: unknown, identity: string | null, reference: string | null): ReturnType<Deliver>;
  deadLetters: DeadLetters;
}

async function openTarget(run: Run, plan: ExecutionPlan): Promise<Target> {
  const { action, reporter, redactor, options, connector, runId, workflowId } = run;
  const { actionParameters, targetParameters } = plan;
  const { connection, write } = action.target.write.choose(targetParameters);
  const account = await accountHash(connection, targetParameters);
  const target: Connected = await connect(run, connection, targetParameters);
  const { store } = options;
  let isForgotten = false;
  const { idempotent } = action.target.write;
  const deliver = createLedger({
    store: idempotent ? undefined : store,
    connector: connector.slug,
    action: run.id,
    account,
    onDuplicate: actionParameters.onDuplicate,
    redact: redactor.data,
    signal: target.signal,
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
  const origin = { runId, workflowId, connector: connector.slug, action: run.id };
  const newOnes = (kept: Store) => createDeadLetters(kept, origin, account, redactor);
  return {
    write: (item, identity, reference) =>
      deliver(identity, item, (delivery) => writeItem(write, item, surroundings, delivery, reference)),
    deadLetters: store ? (plan.deadLetters ?? newOnes)(store, redactor) : noDeadLetters,
  };
}

/** Stored in an object: a store that parses JSON by itself would make another value of a bare text. */
function asCursor(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("readFrom" in value)) return null;
  return typeof value.readFrom === "string" ? value.readFrom : null;
}
