import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createHrflowFake, joinFakes, serve } from "@hrflow-connectors/testing/fakes";
import { Redis } from "ioredis";
import type { TestServer } from "../../../../config/servers";
import { createActionQueue } from "../action-queue";
import { account, createProfiles, keyOf, sourceKey } from "./people";
import { vendors } from "./vendors";
import type { ChildSettings } from "./worker-child";

export interface FleetSettings {
  server: TestServer;
  vendor: string;
  pushes: number;
  processes: number;
  /** Side by side in one process. */
  concurrency: number;
  /** From 0 to 1: after how many of the pushes a process is killed, while a request of it is at the vendor. */
  kills?: readonly Kill[];
  /** When Redis is killed and started again. */
  restarts?: readonly number[];
}

export interface Kill {
  at: number;
  /** Whether the vendor still does what the process has asked for. */
  isDone: boolean;
}

export interface FleetOutcome {
  /** Of the jobs, by their states. */
  counts: Record<string, number>;
  /** How the processes ended: an exit code, or a signal. */
  ends: (number | NodeJS.Signals | null)[];
  records: string[];
  requests: number;
  /** From the first job to the last, in milliseconds. */
  durationMs: number;
  restarted: number;
  /** What Redis holds at the end: of the store, and of the queue. */
  store: KeySpace;
  queue: KeySpace;
}

export interface KeySpace {
  keys: number;
  bytes: number;
}

const script = fileURLToPath(new URL("./worker-child.ts", import.meta.url));

/** Pushes profiles to a vendor's fake from several processes, some of which are killed on the way. */
export async function runFleet({
  server,
  vendor: name,
  pushes,
  processes,
  concurrency,
  kills = [],
  restarts = [],
}: FleetSettings): Promise<FleetOutcome> {
  const vendor = vendors[name];
  if (!vendor) throw new Error(`no vendor ${name}`);
  const fake = vendor.createFake();
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: account.apiSecret, userEmail: account.apiUser }],
    sources: [sourceKey],
    profiles: createProfiles(pushes, vendor.tags),
  });
  const children: ChildProcess[] = Array.from({ length: processes }, () =>
    fork(script, { execArgv: ["--import", "tsx"] }),
  );
  const exits = children.map((child) => once(child, "exit"));
  const pendingKills = [...kills];
  const pendingRestarts = [...restarts];
  let restarting: Promise<void> | undefined;
  let restarted = 0;
  let written = 0;
  const joined = joinFakes([hrflow, fake]);
  const served = {
    bases: [...hrflow.bases, ...fake.bases],
    async fetch(request: Request): Promise<Response> {
      if (request.method === "GET" || hrflow.bases.some((base) => request.url.startsWith(base))) return joined(request);
      written += 1;
      const [kill] = pendingKills;
      const child = children[Number(request.headers.get("x-process"))];
      if (kill && written >= kill.at * pushes && child && !child.killed) {
        pendingKills.shift();
        child.kill("SIGKILL");
        if (!kill.isDone) return new Response(null, { status: 503 });
      }
      if (pendingRestarts[0] !== undefined && written >= pendingRestarts[0] * pushes && !restarting) {
        pendingRestarts.shift();
        restarting = server
          .kill()
          .then(() => server.start())
          .then(() => {
            restarted += 1;
            restarting = undefined;
          });
      }
      return joined(request);
    },
  };
  const fakes = await serve(served);
  await Promise.all(children.map((child) => once(child, "message")));
  const connection = new Redis(server.url, { maxRetriesPerRequest: null });
  connection.on("error", () => {});
  const queue = createActionQueue({ connection, attempts: 20, backoffMs: 200, removeOnComplete: false });
  queue.queue.on("error", () => {});
  try {
    const keys = Array.from({ length: pushes }, (_, index) => keyOf(index));
    const startedAt = performance.now();
    if (vendor.fanOut) await queue.add({ workflow: "push", method: vendor.fanOut.list });
    else await queue.addMany(keys.map((profileKey) => ({ workflow: "push", originParameters: { profileKey } })));
    for (const [index, child] of children.entries()) {
      const settings = { redisUrl: server.url, fakesUrl: fakes.url, process: index, vendor: name, concurrency };
      child.send(settings satisfies ChildSettings);
    }
    const total = pushes + (vendor.fanOut ? 1 : 0);
    let counts: Record<string, number> = {};
    do {
      await new Promise((resolve) => setTimeout(resolve, 100));
      counts = await queue.queue.getJobCounts("completed", "failed");
    } while ((counts.completed ?? 0) + (counts.failed ?? 0) < total);
    const durationMs = performance.now() - startedAt;
    await restarting;
    counts = await queue.queue.getJobCounts();
    for (const child of children) if (!child.killed) child.kill("SIGTERM");
    const ends = (await Promise.all(exits)).map(([code, signal]) => code ?? signal);
    return {
      ...{ counts, ends, records: vendor.records(fake.state), durationMs, restarted },
      requests: fake.requests.length + hrflow.requests.length,
      store: await measure(connection, "hrflow:*"),
      queue: await measure(connection, "bull:*"),
    };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await queue.close();
    await connection.quit();
    await fakes.close();
  }
}

async function measure(client: Redis, pattern: string): Promise<KeySpace> {
  const keys = await client.keys(pattern);
  const sizes = await Promise.all(keys.map((key) => client.memory("USAGE", key, "SAMPLES", 0)));
  return { keys: keys.length, bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) };
}
