import type { Api } from "../contract/connection";
import type { AnyAction } from "../contract/run";
import type { ArchiveContext, Archiver } from "../contract/write";
import { describeError, PartialWriteError } from "../errors";
import { isCredentialRefusal } from "../retry-rules";
import { isInterruption } from "../stop";
import type { Fault } from "./parameters";
import { type ItemWork, report } from "./process-item";
import { addReceipts, addToPlan, type Run } from "./run";
import { type ArchivePlan, type Memory, openMemory } from "./workflow-state";

/*
 * Archiving destroys what people see, so everything that decides whether it may happen is here: what the workflow wrote, what the read
 * yielded, and every reason not to.
 */

/** Archives, at the end of a run, what the workflow wrote earlier and the origin does not hold any more. */
export interface Archive {
  /** Passes items on and notes which were read: also those that fail or that a logic discards are still at the origin. */
  watch(items: AsyncIterable<unknown>): AsyncIterable<unknown>;
  /** Passes items on to the writer and notes what it wrote. */
  noting(write: ItemWork["write"]): ItemWork["write"];
  /** Archives, or says why not, and saves what the workflow has at the target. */
  end(api: Api<never>, readWasComplete: boolean): Promise<void>;
}

/** The target's archiver, if the parameters ask for it. */
export function archiverOf(action: AnyAction, targetParameters: unknown): Archiver<never, never> | undefined {
  const { archive } = action.target.write.choose(targetParameters);
  return archive && (targetParameters as Record<string, unknown>)[archive.parameter] === true ? archive : undefined;
}

/** Why a run with this archiver is refused without a store. */
export function storeFault({ parameter }: Archiver<never, never>): Fault {
  const message =
    "needs a `store` in the run options, where the workflow remembers what it wrote: only that is archived";
  return { path: `targetParameters.${parameter}`, message };
}

/** Undefined if nothing asks for archiving. Throws `ConfigurationError` if what the store remembers cannot be read. */
export async function openArchive(run: Run, plan: ArchivePlan): Promise<Archive | undefined> {
  const { reporter, tally, action, workflowId, guard } = run;
  const { store, signal } = run.options;
  const archiver = archiverOf(action, plan.targetParameters);
  // A replay reads only what failed.
  if (!archiver || !store || plan.replayed) return undefined;
  const isFiltered = plan.source.isFiltered?.();
  // What a filtered run writes is not remembered: its origin is another one than that of the complete runs.
  const memory = isFiltered === false ? await openMemory(run, plan, store) : undefined;

  const reasonNot = (readWasComplete: boolean): string | undefined => {
    const { events } = tally;
    const failed =
      events.format_failure + events.logics_failure + events.write_failure + events.item_to_read_from_failure;
    if (!memory && isFiltered) return "the origin's parameters leave out a part of its records";
    if (!memory) return "the origin does not say whether it reads all of its records";
    if (plan.isIncremental) return "an incremental run reads only what has changed";
    if (tally.aborted || signal?.aborted) return "the run was stopped";
    if (events.read_failure > 0 || !readWasComplete) return "the origin was not read to its end";
    if (failed > 0) return "an item failed";
    if (events.read_success === 0) return "the origin yielded nothing";
    return memory.unidentified > 0 ? `${memory.unidentified} items have no reference, key or id` : undefined;
  };
  const fail = (reference: string | null, error: unknown, stage: "read" | "write" = "write") => {
    if (stage === "write") tally.reachedWrite += 1;
    tally.events[`${stage}_failure`] += 1;
    report(run, { stage, reference, error: describeError(error) });
  };

  /** Resolves to how many were archived, or to why none was. */
  const archiveGone = async (gone: Map<string, string>, api: Api<never>): Promise<number | string> => {
    const parameters = plan.targetParameters as never;
    const context: ArchiveContext<never, never> = {
      ...{ api, parameters, logger: reporter.logger },
      signal: signal ?? new AbortController().signal,
    };
    if (!memory?.recognizesAny()) return "none of the items that the workflow wrote earlier was read";
    const live = await guard(readLive(archiver, context));
    // What is not live was archived or removed by somebody else.
    for (const [id, item] of gone) if (!live.has(id)) memory.forget(item, id);
    const doomed = [...gone].filter(([id]) => live.has(id));
    const limit = archiver.limit(parameters);
    // The tolerance is for shares that binary fractions cannot hold.
    if (doomed.length > 0 && (doomed.length > limit * live.size + 1e-9 || doomed.length >= live.size))
      return `${doomed.length} of ${live.size} live records are no longer at the origin: more than the limit of ${limit} allows`;
    let archived = 0;
    const work = async () => {
      for (let next = doomed.shift(); next; next = doomed.shift()) {
        const [id, item] = next;
        const reference = live.get(id) ?? null;
        if (signal?.aborted) {
          tally.aborted = true;
          return;
        }
        if (run.plan) {
          addToPlan(run.plan, reference, [{ action: "archive", id }]);
          continue;
        }
        try {
          const lost = run.refusal?.();
          if (lost) throw lost;
          await guard(archiver.archive(id, context));
        } catch (error) {
          if (signal && isInterruption(error, signal)) tally.aborted = true;
          else fail(reference, error);
          if (isCredentialRefusal(error) || run.refusal?.()) doomed.length = 0;
          continue;
        }
        archived += 1;
        tally.reachedWrite += 1;
        memory.forget(item, id);
        addReceipts(tally, [{ reference, id, archived: true }]);
        reporter.logger.info({ reference, id }, "a record was archived: the origin does not hold it any more");
      }
    };
    await Promise.all(Array.from({ length: action.target.write.concurrency }, work));
    return archived;
  };

  return {
    watch: (items) => (memory ? watched(items, memory.see) : items),
    noting(write) {
      if (!memory) return write;
      return async (item, identity, reference, names) => {
        try {
          const receipts = await write(item, identity, reference, names);
          if (receipts) await memory.note(identity, receipts, false);
          return receipts;
        } catch (error) {
          if (PartialWriteError.isInstance(error)) await memory.note(identity, error.receipts, true);
          throw error;
        }
      };
    },
    async end(api, readWasComplete) {
      let skipped = reasonNot(readWasComplete);
      let archived = 0;
      /** Resolves to undefined if the work fails, which `skipped` then says. */
      const orSkip = <T>(work: Promise<T>, stage: "read" | "write", problem: string) =>
        work.catch((error: unknown) => {
          if (signal && isInterruption(error, signal)) tally.aborted = true;
          else fail(null, error, stage);
          skipped = tally.aborted ? "the run was stopped" : problem;
          return undefined;
        });
      if (skipped === undefined && memory) {
        const gone = await orSkip(guard(memory.gone()), "read", "the deletions of the origin could not be listed");
        if (gone && gone.size > 0) {
          const problem = "the live records of the target could not be listed";
          const outcome = await orSkip(archiveGone(gone, api), "write", problem);
          if (typeof outcome === "string") skipped = outcome;
          else archived = outcome ?? 0;
        }
      }
      tally.archiving = { archived, ...(skipped === undefined ? {} : { skipped }) };
      if (skipped !== undefined)
        reporter.logger[plan.isIncremental ? "info" : "warn"]({ workflowId }, `nothing is archived: ${skipped}`);
      await memory?.save();
    },
  };
}

/** The references of the live records, by their ids: a record that is listed twice counts once. */
async function readLive(archiver: Archiver<never, never>, context: ArchiveContext<never, never>) {
  const live = new Map<string, string | null>();
  for await (const { id, reference } of archiver.live(context)) live.set(id, reference ?? null);
  return live;
}

function watched(items: AsyncIterable<unknown>, see: Memory["see"]): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = items[Symbol.asyncIterator]();
      return {
        async next() {
          const step = await iterator.next();
          if (!step.done) await see(step.value);
          return step;
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
