import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import { type Job, type Queue, UnrecoverableError, WaitingChildrenError } from "bullmq";
import { type ActionJob, deduplicationId, type JobSummary, type ListSummary, withoutUndefined } from "./action-job";
import { outcomeOf, type PreparedJob, runAction } from "./run-job";
import type { FanOut } from "./workflow";

/**
 * Reads a list and adds a job for each record; waits for them, and returns the summary. The cursor of an incremental list moves on over a
 * record as soon as its job is added: from there on, the queue and the store keep it.
 */
export async function fanOutJob(
  job: Job<ActionJob, JobSummary>,
  token: string,
  prepared: PreparedJob & { fanOut: FanOut },
  queue: Queue<ActionJob>,
  options: RunOptions,
  onResult: (result: RunResult) => Promise<void>,
): Promise<ListSummary> {
  const { data } = prepared;
  let { listed } = data;
  if (!listed) {
    const result = await addRecords(job, prepared, queue, options);
    await onResult(result);
    listed = outcomeOf(result);
    await job.updateData({ ...data, listed });
  }
  // Called again once all are done.
  if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
  const { processed = 0, ignored = 0 } = await job.getDependenciesCount({ processed: true, ignored: true });
  return { ...listed, records: { done: processed, failed: ignored } };
}

async function addRecords(
  job: Job<ActionJob, JobSummary>,
  { fanOut, ...prepared }: PreparedJob & { fanOut: FanOut },
  queue: Queue<ActionJob>,
  options: RunOptions,
): Promise<RunResult> {
  const { workflow, connection, trace } = prepared.data;
  const parent = { id: job.id as string, queue: job.queueQualifiedName };
  const { attempts, backoff, removeOnComplete, removeOnFail } = job.opts;
  const kept = withoutUndefined({ attempts, backoff, removeOnComplete, removeOnFail });
  const stop = new AbortController();
  let cause: unknown;
  const format = async (item: unknown) => {
    try {
      const request: ActionJob = {
        ...{ workflow, method: fanOut.method, originParameters: fanOut.record(item) },
        ...(connection === undefined ? {} : { connection }),
      };
      // BullMQ does not deduplicate jobs with a parent. The same id keeps a list that is read again from adding a second job.
      const jobId = `${parent.id}-${deduplicationId(request)}`;
      const child = { ...request, ...(trace ? { trace } : {}) };
      const opts = { ...kept, parent, jobId, ignoreDependencyOnFailure: true };
      await queue.add(workflow, child, opts);
      return {};
    } catch (error) {
      // The run stops before its cursor passes a record that has no job.
      cause ??= error;
      stop.abort(error);
      throw error;
    }
  };
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // What the list would write is left to the jobs: here every record is discarded.
  const result = await runAction(
    prepared,
    { ...options, signal },
    { format, logics: [() => null], callback: undefined },
  );
  if (!stop.signal.aborted) return result;
  if (cause instanceof UnrecoverableError) throw cause;
  throw new Error("the jobs of the records could not all be added", { cause });
}
