import type { Api, RequestPolicy } from "../contract/connection";
import type { PlanDraft } from "../contract/result";
import type { Store } from "../contract/shared";
import type { OriginFile } from "../contract/write";
import { AbortedError, ConfigurationError } from "../errors";
import { createDeadLetters, type DeadLetters, noDeadLetters, type Replayed } from "../ledger/dead-letters";
import { createLedger, type HeldDelivery, peekDelivery } from "../ledger/ledger";
import { writeItem } from "../ledger/write-context";
import { warnOfOverrides } from "../rate-limits/account-limits";
import { cursorKey, readRecord } from "../state/state";
import { anySignal, asAbortSignal } from "../stop";
import { openArchive } from "./archive";
import { accountHash, type Connected, connect } from "./connect";
import { type CursorKeeper, createCursorKeeper, createCursorSaver, isCursor, type StoredCursor } from "./cursor";
import type { ItemSource, ReadPlace } from "./origin-source";
import type { CheckedActionParameters } from "./parameters";
import { createReadAhead, runPipeline } from "./pipeline";
import type { ItemWork } from "./process-item";
import { addToPlan, failOpening, type Run } from "./run";

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
  /** In a replay, the run whose items failed, and what its tracer set. */
  replayOf?: { runId: string; trace?: string };
  /** What a replay tells the run's tracer. */
  trace?: string | undefined;
}

/** Opens the target while the origin is read, streams the items through, and saves and returns how far the run came. */
export async function execute(run: Run, plan: ExecutionPlan): Promise<string | null> {
  const { guard, reporter, options, action } = run;
  const { actionParameters, source, isIncremental } = plan;
  const { store } = options;
  const { concurrency } = action.target.write;
  let stored: StoredCursor | null = null;
  let cursor: CursorKeeper | undefined;
  let target: Target;
  let archive: Awaited<ReturnType<typeof openArchive>>;
  const reading = anySignal([options.signal]);
  const place = (): ReadPlace => ({
    ...{ since: cursor?.since ?? null, isIncremental: cursor !== undefined },
    reached: (at) => cursor?.reached(at),
  });
  const items = createReadAhead(
    async () => {
      const read = await source.read(run, place(), reading.ending);
      return archive?.watch(read) ?? read;
    },
    concurrency,
    () => cursor?.place() ?? {},
  );
  try {
    if (options.signal?.aborted) throw new AbortedError("the run was stopped before it began");
    if (isIncremental && store) {
      stored = await guard(storedCursor(run, store, await source.binding()));
      const { cursor: cursorOf = () => null, overlapMs = 5 * 60_000 } = source;
      cursor = createCursorKeeper(stored, { cursorOf, overlapMs });
    }
    archive = await guard(openArchive(run, plan));
    warnOfOverrides(options.rateLimits, [...source.connections, ...action.target.write.connections], reporter.logger);
    const isEarly = await guard(source.mayBeginEarly?.() ?? true);
    target = await guard(openTarget(run, plan, () => isEarly && !reading.ending.aborted && items.start()));
  } catch (error) {
    items.stop();
    reading.ending.abort(new AbortedError("the target could not be opened"));
    reading.release();
    failOpening(run, error);
    return stored?.readFrom ?? null;
  }
  const saver = cursor && store ? createCursorSaver(run, store, source, cursor, stored) : undefined;
  const { readWasComplete } = await runPipeline({
    run,
    source: items,
    identity: source.id,
    format: actionParameters.format ?? action.format,
    logics: actionParameters.logics,
    // Logics are given what `format` returned: the item as it was read is needed only for a store.
    mayChange: actionParameters.format !== undefined || (store !== undefined && actionParameters.logics.length > 0),
    write: archive?.noting(target.write) ?? target.write,
    deadLetters: target.deadLetters,
    concurrency,
    isIncremental,
    maxAttempts: options.maxAttempts ?? 5,
    cursor,
    progress: saver?.progress,
  });
  // What is still being read is not used any more.
  if (!items.isExhausted()) reading.ending.abort(new AbortedError("the run has ended"));
  await archive?.end(target.api, readWasComplete);
  reading.release();
  return saver ? saver.end(readWasComplete) : null;
}

/** The target of a run, opened. */
interface Target {
  api: Api<never>;
  write: ItemWork["write"];
  deadLetters: DeadLetters;
}

/** Gets the credential of the target ready, and what its items are delivered with. */
async function openTarget(run: Run, plan: ExecutionPlan, beforeRequests: () => unknown): Promise<Target> {
  const { action, reporter, redactor, options, connector, runId, workflowId } = run;
  const { actionParameters, targetParameters } = plan;
  const { deliveries = run.id, ownTags = [] } = action;
  const { connection, scope, continues, write, plan: planItem } = action.target.write.choose(targetParameters);
  const account = await accountHash(connection, targetParameters, scope);
  const target: Connected = await connect(run, connection, targetParameters, {
    beforeRequests,
    onlyReads: run.plan !== undefined,
  });
  const { store } = options;
  const { idempotent } = action.target.write;
  if (run.plan) {
    const settings = { store: idempotent ? undefined : store, connector: connector.slug, action: deliveries, account };
    const deliveredBefore = actionParameters.onDuplicate === "skip" ? peekDelivery(settings) : async () => null;
    const signal = asAbortSignal(target.signal);
    const context = { ...target, signal, parameters: targetParameters, logger: reporter.logger, ownTags };
    const { plan: told } = run;
    return {
      api: target.api,
      async write(item, identity, reference) {
        const earlier = await deliveredBefore(identity, item);
        const creation: PlanDraft = { action: "create", item };
        const drafts = earlier ?? (await planItem?.(item as never, { ...context, reference } as never)) ?? creation;
        addToPlan(told, reference, Array.isArray(drafts) ? drafts : [drafts]);
        return null;
      },
      deadLetters: noDeadLetters,
    };
  }
  let isForgotten = false;
  const deliver = createLedger({
    store: idempotent ? undefined : store,
    connector: connector.slug,
    action: deliveries,
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
  const surroundings = { ...target, parameters: targetParameters as never, logger: reporter.logger, ownTags };
  /** Of one item: no request of it starts once its lock is lost, or the run turns out to lack what its file needs. */
  const surroundingsOf = ({ refusal }: HeldDelivery) => {
    let lack: ConfigurationError | undefined;
    const originFile = (file: OriginFile) =>
      plan.source.file(run, file).catch((error: unknown) => {
        if (ConfigurationError.isInstance(error)) lack = error;
        throw error;
      });
    if (!refusal && !plan.replayed) return { ...surroundings, originFile };
    const policy = { refusal: () => lack ?? refusal?.() ?? run.refusal?.() } as RequestPolicy;
    return { ...surroundings, originFile, api: target.api.with(policy), http: target.http.with(policy) };
  };
  const origin = { runId, workflowId, connector: connector.slug, action: run.id, deliveries, trace: plan.trace };
  return {
    api: target.api,
    write(item, identity, reference, names) {
      // Under the lock of the delivery: what waits for another process, or sends nothing, takes no room from others.
      const writeWith = (delivery: HeldDelivery) =>
        target.deliver(() => writeItem(write, item, surroundingsOf(delivery), delivery, reference));
      return deliver(identity, item, writeWith, names);
    },
    deadLetters: store ? createDeadLetters(store, origin, account, redactor, plan.replayed) : noDeadLetters,
  };
}

/** The cursor of the workflow; null at the first run, and if it belongs to another origin. */
async function storedCursor({ workflowId, reporter }: Run, store: Store, origin: string): Promise<StoredCursor | null> {
  const stored = await readRecord(store, cursorKey(workflowId), isCursor);
  if (!stored || stored.origin === origin) return stored;
  reporter.logger.warn(
    { readFrom: stored.readFrom },
    "the workflow's cursor belongs to another origin or other origin parameters: everything is read again",
  );
  return null;
}
