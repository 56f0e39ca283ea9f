import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createActionQueue } from "@hrflow-connectors/bullmq";
import { toNodeHandler } from "@hrflow-connectors/core/node";
import { lever } from "@hrflow-connectors/lever";
import { redisStore } from "@hrflow-connectors/stores/redis";
import { signWebhook } from "@hrflow-connectors/testing";
import { serve } from "@hrflow-connectors/testing/fakes";
import { Redis } from "ioredis";
import { startRedis } from "../../../config/servers";
import { accounts, createAccounts } from "../hourly-sync/accounts";

const sizes = { postings: 0, people: 2, profiles: 20 };
const secret = "signing-token-0123456789";
const workerScript = fileURLToPath(new URL("./worker.ts", import.meta.url));

export interface FleetOutcome {
  /** Ids of the opportunities that were pushed to Lever. */
  pushed: string[];
  /** References of the profiles that the webhook brought to HrFlow.ai. */
  pulled: (string | null | undefined)[];
  /** How the workers ended. */
  exitCodes: (number | null)[];
}

/** Four workers, a schedule and a webhook, on fakes of HrFlow.ai and Lever. Ends once all is delivered. */
export async function runFleet(log: (line: string) => void): Promise<FleetOutcome> {
  const closing: (() => Promise<unknown>)[] = [];
  const workers: ChildProcess[] = [];
  try {
    const server = await startRedis();
    closing.push(() => server.remove());
    const vendors = createAccounts(sizes);
    const fakes = await serve(vendors.served);
    closing.push(() => fakes.close());
    const client = new Redis(server.url, { maxRetriesPerRequest: null });
    closing.push(() => client.quit());
    const queue = createActionQueue({ connection: client });
    closing.push(() => queue.close());

    for (let index = 0; index < 4; index++)
      workers.push(fork(workerScript, [server.url, fakes.url], { execArgv: ["--import", "tsx"] }));
    log("Four workers are started.");

    const account = { connection: "acme" };
    await queue.schedule({ workflow: "to-lever", ...account, method: "pushProfileList" }, { everyMs: 3_600_000 });
    log("Every hour, from now on, the profiles of a source are pushed to Lever, each by a job of its own.");

    const receive = lever.webhooks({
      secrets: secret,
      store: redisStore({ client }),
      onEvent: (event) => queue.addEvent(event, { workflow: "from-lever", ...account }),
    });
    const receiver = createServer(toNodeHandler(receive));
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => receiver.close(resolve)));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/lever`;
    const hired = { name: "candidateHired", data: { opportunityId: "person-1", contactId: "person-1" } };
    const { status } = await fetch(signWebhook("lever", hired, { secret, url }));
    log(`Lever reports that person-1 was hired, and is told ${status}. The job reads the person again.`);

    const pushed = () => vendors.lever.state.opportunities.filter(({ id }) => !id.startsWith("person-"));
    const pulled = () => vendors.hrflow.state.profiles.filter(({ source_key }) => source_key === accounts.fromLeverKey);
    const isBusy = async () => {
      const counts = await queue.queue.getJobCounts("active", "waiting", "waiting-children");
      return Object.values(counts).some((count) => count > 0);
    };
    while (pushed().length < sizes.profiles || pulled().length === 0 || (await isBusy())) await setTimeout(50);
    log(`${pushed().length} profiles are in Lever, and ${pulled().length} person is in HrFlow.ai.`);

    const exits = workers.map((worker) => once(worker, "exit"));
    for (const worker of workers) worker.kill("SIGTERM");
    const exitCodes = (await Promise.all(exits)).map(([code]) => code as number | null);
    log("The workers have ended.");
    return {
      pushed: pushed().map(({ id }) => id),
      pulled: pulled().map(({ reference }) => reference),
      exitCodes,
    };
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
    for (const close of closing.reverse()) await close();
  }
}
