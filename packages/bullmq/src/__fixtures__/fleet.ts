import { createMemoryStore, type RunOptions, type RunResult } from "@hrflow-connectors/core";
import { lever } from "@hrflow-connectors/lever";
import { createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { createPostgresBackend, type Job } from "bullmq";
import { Redis } from "ioredis";
import { describe } from "vitest";
import { postgres, redis, startPostgres, startRedis } from "../../../../config/servers";
import type { ActionJob, JobSummary } from "../action-job";
import { type ActionQueueOptions, createActionQueue } from "../action-queue";
import { type ActionWorkerOptions, createActionWorker } from "../action-worker";
import type { Workflow } from "../workflow";
import { account, createProfiles, sourceKey } from "./people";

/** Every backend that BullMQ has: how its server is started and reached. */
export const backends = [
  {
    ...{ name: "Redis", program: redis, start: startRedis },
    connect(url: string) {
      const connection = new Redis(url, { maxRetriesPerRequest: null });
      return { settings: { connection }, close: async () => void (await connection.quit()) };
    },
  },
  {
    ...{ name: "PostgreSQL", program: postgres, start: startPostgres },
    connect(url: string) {
      const connection = { connectionString: url, migrate: true };
      return { settings: { connection, backend: createPostgresBackend }, close: async () => {} };
    },
  },
];

/** Declares the tests of each backend; skips one whose server is not installed. */
export function describeBackends(declare: (backend: (typeof backends)[number]) => void): void {
  for (const backend of backends)
    describe.skipIf(backend.program.isMissing)(`on ${backend.name}${backend.program.note}`, () => declare(backend));
}

const apiKey = "lever-api-key-1";
/** Whatever must be in no job. */
export const personal = ["Quirina", "Zebedee", "quirina", account.apiSecret, account.apiUser, apiKey];

/** HrFlow.ai with so many profiles, and an empty Lever. */
export function createFakes(count: number) {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: account.apiSecret, userEmail: account.apiUser }],
    sources: [sourceKey],
    profiles: createProfiles(count),
  });
  const vendor = createLeverFake({ apiKeys: [apiKey] });
  return { hrflow, vendor, fetch: joinFakes([hrflow, vendor]) };
}

const many = { requests: 1e6, perMs: 1, burst: 1e6 };

/** Pushes to Lever: one profile, or all of a source as jobs of their own. */
export const toLever: Workflow = {
  actions: { pushProfile: lever.pushProfile, pushProfileList: lever.pushProfileList },
  record: ["profileKey"],
  parameters: ({ connection }) =>
    connection === "closed"
      ? null
      : {
          originParameters: { ...account, sourceKey },
          targetParameters: { clientDomain: "api", apiKey, performAs: "user-1" },
        },
  fanOut: { list: "pushProfileList", method: "pushProfile", record: ({ key }) => ({ profileKey: key }) },
};

type Settings = Pick<ActionQueueOptions, "connection" | "backend" | "name">;

/** A queue and a worker on the same server, which are closed with `close`. Pauses between attempts are short. */
export function createFleet(
  settings: Settings,
  fetch: RunOptions["fetch"],
  {
    workflows = { "to-lever": toLever },
    run = {},
    ...more
  }: Partial<Omit<ActionWorkerOptions, "run">> & { run?: Partial<ActionWorkerOptions["run"]>; attempts?: number } = {},
) {
  const { attempts = 3, ...workerOptions } = more;
  const store = run.store ?? createMemoryStore();
  const results: RunResult[] = [];
  const queue = createActionQueue({ ...settings, attempts, backoffMs: 10 });
  const worker = createActionWorker({
    ...settings,
    workflows,
    run: { fetch, rateLimits: { hrflow: many, lever: many }, ...run, store },
    onResult: (result) => void results.push(result),
    ...workerOptions,
  });
  type Ended = { id: string; job: Job<ActionJob, JobSummary>; error?: Error; isFinal: boolean };
  const ended: Ended[] = [];
  const waiting = new Set<() => void>();
  const add = (one: Ended) => {
    ended.push(one);
    for (const check of [...waiting]) check();
  };
  worker.worker.on("completed", (job) => add({ id: job.id as string, job, isFinal: true }));
  worker.worker.on("failed", (job, error) => {
    if (job) add({ id: job.id as string, job, error, isFinal: job.finishedOn !== undefined });
  });
  /** Resolves to the final ends of so many jobs. */
  const finished = (count: number) =>
    new Promise<Ended[]>((resolve) => {
      const check = () => {
        const final = ended.filter(({ isFinal }) => isFinal);
        if (final.length < count) return;
        waiting.delete(check);
        resolve(final);
      };
      waiting.add(check);
      check();
    });
  return {
    ...{ queue, worker, store, results, ended, finished },
    async close() {
      await worker.close({ timeoutMs: 1_000 });
      await queue.close();
    },
  };
}

export function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
