import { ConfigurationError, type RunEvent, type RunOptions, type RunResult } from "@hrflow-connectors/core";
import { type Job, WaitingError, Worker, type WorkerOptions } from "bullmq";
import type { ActionJob, ConnectionRequest, JobSummary } from "./action-job";
import { openQueue } from "./action-queue";
import { fanOutJob } from "./fan-out";
import { outcomeOf, prepareJob, progressOf, runAction } from "./run-job";
import { checkWorkflows, type Workflow } from "./workflow";

export interface ActionWorkerOptions extends ConnectionRequest {
  /** What jobs name. All workers of a queue have the same. */
  workflows: Record<string, Workflow>;
  /** Of every run. Without a `store`, a job that runs twice writes twice. `signal` is the worker's own. */
  run: Omit<RunOptions, "signal"> & Required<Pick<RunOptions, "store">>;
  /** How many jobs run side by side. Default 10. */
  concurrency?: number | undefined;
  /** `instrument()` of `@hrflow-connectors/otel`: the runs belong to the trace that their job was added in. Default: none. */
  telemetry?: { from(trace: object | undefined): Pick<RunOptions, "around" | "onEvent"> } | undefined;
  /** Called with the whole result of each run, which may hold personal data, unlike the job's. A rejection fails the attempt. */
  onResult?: ((result: RunResult, job: Job<ActionJob, JobSummary>) => unknown) | undefined;
  /** Further options of BullMQ's worker, such as `lockDuration` and `metrics`. */
  worker?: Omit<WorkerOptions, "connection" | "concurrency" | "prefix"> | undefined;
}

export interface ActionWorker {
  /** BullMQ's worker, for its events. */
  readonly worker: Worker<ActionJob, JobSummary>;
  /**
   * Takes no more jobs and waits for those that run. After `timeoutMs` (default 20,000), stops them: each ends its current request, and its
   * job goes back to the queue without losing an attempt.
   */
  close(options?: { timeoutMs?: number }): Promise<void>;
  /** Resolves once the worker is closed by one of the process's signals: `await worker.closedBy("SIGTERM", "SIGINT")`. */
  closedBy(...signals: NodeJS.Signals[]): Promise<void>;
}

/**
 * Runs the jobs of `createActionQueue`: finds the workflow that a job names, asks it for the connection's credentials, and runs the action.
 * A job that fails for the moment is tried again by the queue, with longer pauses; one that was refused fails for good. Throws
 * `ConfigurationError` for wrong options.
 *
 * @example
 * const worker = createActionWorker({ connection, workflows, run: { store: redisStore({ client }), limiter } });
 * await worker.closedBy("SIGTERM", "SIGINT");
 */
export function createActionWorker(options: ActionWorkerOptions): ActionWorker {
  const { workflows, run, concurrency = 10, telemetry, onResult, connection, backend, prefix } = options;
  checkWorkflows(workflows);
  if (!run?.store)
    throw new ConfigurationError("createActionWorker: run.store: expected a store that all workers share");
  const { logger } = run;
  const stop = new AbortController();
  const queue = openQueue(options);

  async function process(job: Job<ActionJob, JobSummary>, token = "", cancelled?: AbortSignal): Promise<JobSummary> {
    const prepared = await prepareJob(job.data, workflows);
    const traced = telemetry?.from(job.data.trace);
    const signal = cancelled ? AbortSignal.any([stop.signal, cancelled]) : stop.signal;
    const listeners = [run.onEvent, traced?.onEvent, progressOf(job)].filter((one) => one !== undefined);
    // The run logs a listener that fails, and the others hear of the event all the same.
    const onEvent = (event: RunEvent) => Promise.all(listeners.map(async (listener) => listener(event)));
    const runOptions: RunOptions = { ...run, ...traced, signal, onEvent };
    const report = async (result: RunResult) => {
      // Stopped with the worker: nothing is wrong with the job.
      if (result.reason === "aborted" && stop.signal.aborted) await putBack(job, token);
      await onResult?.(result, job);
    };
    const { fanOut } = prepared.workflow;
    if (fanOut && fanOut.list === prepared.method && job.data.replayOf === undefined)
      return fanOutJob(job, token, { ...prepared, fanOut }, queue, runOptions, report);
    const result = await runAction(prepared, runOptions);
    await report(result);
    return outcomeOf(result);
  }

  const settings = {
    // A process that is killed again and again must not fail the jobs of others.
    maxStalledCount: 100,
    ...options.worker,
    ...{ connection: connection as never, concurrency, ...(prefix === undefined ? {} : { prefix }) },
  };
  const name = options.name ?? "hrflow";
  const worker = backend
    ? (new Worker(name, process as never, settings, backend) as unknown as Worker<ActionJob, JobSummary>)
    : new Worker<ActionJob, JobSummary>(name, process, settings);
  // Without a listener, they would end the process. BullMQ connects again by itself.
  const onError = (error: Error & { code?: unknown }) =>
    logger?.warn({ code: error.code }, "the queue cannot be reached");
  worker.on("error", onError);
  queue.on("error", onError);

  let closing: Promise<void> | undefined;
  const close: ActionWorker["close"] = ({ timeoutMs = 20_000 } = {}) => {
    closing ??= closeWithin(timeoutMs);
    return closing;
  };
  async function closeWithin(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => stop.abort(), timeoutMs);
    await worker.close();
    clearTimeout(timer);
    await queue.close();
  }
  return {
    worker,
    close,
    closedBy: (...signals) =>
      new Promise((resolve, reject) => {
        for (const signal of signals) globalThis.process.once(signal, () => void close().then(resolve, reject));
      }),
  };
}

async function putBack(job: Job<ActionJob, JobSummary>, token: string): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}
