import { ConfigurationError } from "@hrflow-connectors/core";
import { type JobsOptions, Queue, type RepeatOptions } from "bullmq";
import {
  type ActionJob,
  type ActionRequest,
  type ConnectionRequest,
  checkRequest,
  deduplicationId,
  withoutUndefined,
} from "./action-job";

export interface ActionQueueOptions extends ConnectionRequest {
  /** How often a job is tried, with longer pauses each time. Default 10: over about 40 minutes. */
  attempts?: number | undefined;
  /** The pause after the first attempt, in milliseconds; each further one is twice as long. Default 5,000. */
  backoffMs?: number | undefined;
  /** Whether and how long finished jobs are kept, as BullMQ takes it. Default: a day, at most 1,000. */
  removeOnComplete?: JobsOptions["removeOnComplete"];
  /** Default: 30 days. */
  removeOnFail?: JobsOptions["removeOnFail"];
  /** `instrument()` of `@hrflow-connectors/otel`: jobs carry the trace that they were added in. Default: none. */
  telemetry?: { carrier(): object } | undefined;
}

/** When a schedule adds jobs: a cron pattern, in a time zone, or an interval. */
export type Schedule = { pattern: string; timeZone?: string } | { everyMs: number };

/** Adds jobs. It knows no credential. */
export interface ActionQueue {
  /** BullMQ's queue, for dashboards and whatever else it can. Its owner is this object: `close` closes it. */
  readonly queue: Queue<ActionJob>;
  /**
   * Adds a job. The same request that is waiting already adds none; while it runs, one that runs after it. Resolves to the job's id.
   */
  add(request: ActionRequest): Promise<string>;
  /** Adds many jobs in one round trip. Nothing is added if one of them is wrong. */
  addMany(requests: readonly ActionRequest[]): Promise<string[]>;
  /**
   * Adds a job for what a webhook's event names: `onEvent: (event) => queue.addEvent(event, { workflow })`. Resolves to null if no
   * action reads it.
   */
  addEvent(
    event: { action: { method: string; originParameters: object; readMode?: "incremental" } | null },
    request: Pick<ActionRequest, "workflow" | "connection">,
  ): Promise<string | null>;
  /** Adds a job that tries the failed items of a run again: its `runId` is in the job's result and in its failures. */
  addReplay(request: Pick<ActionRequest, "workflow" | "connection" | "method"> & { runId: string }): Promise<string>;
  /** Adds the job again and again. One schedule for each workflow, connection and action: another one replaces it. */
  schedule(request: ActionRequest, when: Schedule): Promise<void>;
  /** Ends the schedule. Resolves to whether there was one. */
  unschedule(request: Pick<ActionRequest, "workflow" | "connection" | "method">): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Returns what adds jobs for workers of `createActionWorker`. Throws `ConfigurationError` for requests that no worker could run.
 *
 * @example
 * const queue = createActionQueue({ connection: { url: "redis://localhost:6379" } });
 * await queue.add({ workflow: "careers-to-lever", connection: "acme", originParameters: { profileKey } });
 */
export function createActionQueue(options: ActionQueueOptions): ActionQueue {
  const { attempts = 10, backoffMs = 5_000, removeOnComplete, removeOnFail, telemetry } = options;
  const queue = openQueue(options);
  const jobOptions: JobsOptions = {
    attempts,
    // With some chance, so that jobs that failed together are not tried together.
    backoff: { type: "exponential", delay: backoffMs, jitter: 0.5 },
    removeOnComplete: removeOnComplete ?? { age: 24 * 3_600, count: 1_000 },
    removeOnFail: removeOnFail ?? { age: 30 * 24 * 3_600 },
  };
  const entryOf = (request: ActionJob) => {
    checkRequest(request);
    const trace = telemetry?.carrier();
    const data = { ...request, ...(trace && Object.keys(trace).length > 0 ? { trace } : {}) };
    return { name: request.workflow, data, opts: { ...jobOptions, deduplication: deduplicationOf(request) } };
  };
  const add = async (request: ActionJob) => {
    const { name, data, opts } = entryOf(request);
    return idOf(await queue.add(name, data, opts));
  };
  return {
    queue,
    add,
    addMany: async (requests) => (await queue.addBulk(requests.map(entryOf))).map(idOf),
    async addEvent({ action }, { workflow, connection }) {
      if (!action) return null;
      const { method, originParameters, readMode } = action;
      const request = { method, originParameters: originParameters as Record<string, string>, readMode };
      return add(withoutUndefined({ workflow, connection, ...request }));
    },
    addReplay: ({ runId, ...request }) => add({ ...request, replayOf: runId }),
    async schedule(request, when) {
      const { name, data } = entryOf(request);
      // A schedule's job belongs to no trace: it goes on for years.
      const { trace: _, ...lasting } = data as ActionJob;
      await queue.upsertJobScheduler(schedulerId(request), repeatOf(when), { name, data: lasting, opts: jobOptions });
    },
    unschedule: (request) => queue.removeJobScheduler(schedulerId(request)),
    close: () => queue.close(),
  };
}

/** BullMQ's queue on either backend. */
export function openQueue({ name = "hrflow", connection, backend, prefix }: ConnectionRequest): Queue<ActionJob> {
  if (!connection) throw new ConfigurationError("connection: expected that of a Redis or PostgreSQL server");
  const options = { connection: connection as never, ...(prefix === undefined ? {} : { prefix }) };
  return backend
    ? (new Queue(name, options, backend) as unknown as Queue<ActionJob>)
    : new Queue<ActionJob>(name, options);
}

/** While the record's job runs, what changes at the origin may have been read already: one more job follows then. */
const deduplicationOf = (request: ActionJob) => ({ id: deduplicationId(request), keepLastIfActive: true });

function repeatOf(when: Schedule): RepeatOptions {
  if ("everyMs" in when) {
    if (Number.isInteger(when.everyMs) && when.everyMs >= 1_000) return { every: when.everyMs };
    throw new ConfigurationError("schedule: everyMs: expected whole milliseconds, at least 1,000");
  }
  if (typeof when.pattern !== "string" || when.pattern.trim() === "")
    throw new ConfigurationError('schedule: expected a cron pattern, "0 * * * *", or everyMs');
  return { pattern: when.pattern, tz: when.timeZone ?? "UTC" };
}

function schedulerId({ workflow, connection, method }: Pick<ActionRequest, "workflow" | "connection" | "method">) {
  // Colons separate the parts of BullMQ's own keys.
  return [workflow, connection ?? "", method ?? ""].map((part) => encodeURIComponent(part)).join("/");
}

function idOf({ id }: { id?: string | undefined }): string {
  if (id === undefined) throw new ConfigurationError("BullMQ has added a job without an id");
  return id;
}
