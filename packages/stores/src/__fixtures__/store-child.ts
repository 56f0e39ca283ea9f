import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lease, Store } from "@hrflow-connectors/core";
import { createFileStore } from "../file-store";
import { postgresStore } from "../postgres-store";
import { redisStore } from "../redis-store";
import { acquireLease } from "./acquire-lease";
import type { Command, CommandMessage, ResultMessage } from "./start-child";
import { usedToken } from "./tokens";

/** The script of a child process: executes commands with a store and sends back their results. */
const [place = ""] = process.argv.slice(2);
const store = await openStore();
let lease: Lease | undefined;

async function execute(command: Command): Promise<unknown> {
  if (command.name === "token") return usedToken(store, command.url);
  if (command.name === "count") return increment(command.times);
  if (command.name === "write") return write(command.key, command.times);
  if (command.name === "renew") return lease?.renew(command.ttlMs);
  if (command.name === "release") return lease?.release();
  if (command.name === "save") return save(command.value);
  lease = await acquireLease(store, "key", command.ttlMs);
  return undefined;
}

/** Clients are loaded only if they are needed: most children have a file store. */
async function openStore(): Promise<Store> {
  if (place.startsWith("redis:")) {
    const { Redis } = await import("ioredis");
    return redisStore({ client: new Redis(place) });
  }
  if (place.startsWith("postgresql:")) {
    const { Pool } = await import("pg");
    return postgresStore({ pool: new Pool({ connectionString: place }) });
  }
  return createFileStore({ directory: place });
}

/** Resolves to the code of the error with which the store refuses it. */
async function save(value: string): Promise<unknown> {
  try {
    await store.setItem("key", value, lease?.fence ? { fence: lease.fence } : {});
    return "saved";
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

/** Reads a number and writes the next one. Without the lock, updates of other processes would be lost. */
async function increment(times: number): Promise<void> {
  const file = join(place, "count");
  for (let time = 0; time < times; time++) {
    const { release } = await acquireLease(store, "key");
    await writeFile(file, String(Number(await readFile(file, "utf8")) + 1));
    await release();
  }
}

/** Writes values of different lengths, each of one repeated digit. */
async function write(key: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await store.setItem(key, String(time % 10).repeat(100_000 + time * 1_000));
}

const send = (message: ResultMessage) => process.send?.(message);
process.on("message", async ({ id, command }: CommandMessage) => send({ id, result: await execute(command) }));
send({ id: 0 });
