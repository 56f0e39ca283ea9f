import type { Store } from "@hrflow-connectors/core";
import { redisStore } from "@hrflow-connectors/stores/redis";
import { Redis } from "ioredis";
import { createActionWorker } from "../action-worker";
import { account, sourceKey } from "./people";
import { vendors } from "./vendors";

/** What a process works on. */
export interface ChildSettings {
  redisUrl: string;
  /** Where the fakes are served. */
  fakesUrl: string;
  /** Sent with each request, so that the fakes know which process to kill. */
  process: number;
  vendor: string;
  concurrency: number;
}

/** How soon the work of a killed process is free for others, in milliseconds. By default, a lease lasts 60 seconds. */
const leaseMs = 3_000;

/** The script of a child process: works until SIGTERM. */
process.once("message", (settings: ChildSettings) => void work(settings));
process.once("disconnect", () => process.exit());
process.send?.("ready");

async function work({ redisUrl, fakesUrl, process: index, vendor: name, concurrency }: ChildSettings): Promise<void> {
  const vendor = vendors[name];
  if (!vendor) throw new Error(`no vendor ${name}`);
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const client = new Redis(redisUrl);
  for (const one of [connection, client]) one.on("error", () => {});
  const { actions, fanOut, targetParameters } = vendor;
  const many = { requests: 1e6, perMs: 1, burst: 1e6 };
  const rateLimits = Object.fromEntries(["hrflow", ...Object.keys(vendors)].map((limited) => [limited, many]));
  const worker = createActionWorker({
    connection,
    concurrency,
    workflows: {
      push: {
        ...{ actions, ...(fanOut ? { fanOut } : {}), record: ["profileKey"] },
        parameters: () => ({ originParameters: { ...account, sourceKey }, targetParameters }),
      },
    },
    run: {
      store: withShortLeases(redisStore({ client })),
      rateLimits,
      fetch: (request: Request) => {
        const { host, pathname, search } = new URL(request.url);
        const moved = new Request(`${fakesUrl}/${host}${pathname}${search}`, request);
        moved.headers.set("x-process", String(index));
        return fetch(moved);
      },
    },
    worker: { lockDuration: leaseMs, stalledInterval: 1_000 },
  });
  await worker.closedBy("SIGTERM");
  await Promise.all([connection.quit(), client.quit()]);
  process.disconnect();
}

/** Leases that end soon after the process dies, since it renews them often. */
function withShortLeases(store: Store): Store {
  return {
    ...store,
    async lock(key, _, signal) {
      const lease = await store.lock?.(key, leaseMs, signal);
      if (!lease || typeof lease === "function") throw new Error("the store has leases");
      const timer = setInterval(() => void lease.renew(leaseMs).catch(() => {}), leaseMs / 6);
      return {
        ...lease,
        renew: () => lease.renew(leaseMs),
        release() {
          clearInterval(timer);
          return lease.release();
        },
      };
    },
  };
}
