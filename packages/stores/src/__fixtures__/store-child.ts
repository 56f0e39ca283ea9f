import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lease } from "@hrflow-connectors/core";
import { createFileStore } from "../file-store";
import { acquireLease } from "./acquire-lease";
import type { Command, CommandMessage, ResultMessage } from "./start-child";
import { usedToken } from "./tokens";

/** The script of a child process: executes commands with a file store and sends back their results. */
const [directory = ""] = process.argv.slice(2);
const store = createFileStore({ directory });
let lease: Lease | undefined;

async function execute(command: Command): Promise<unknown> {
  if (command.name === "token") return usedToken(store, command.url);
  if (command.name === "count") return increment(command.times);
  if (command.name === "write") return write(command.key, command.times);
  if (command.name === "renew") return lease?.renew(command.ttlMs);
  if (command.name === "release") return lease?.release();
  lease = await acquireLease(store, "key", command.ttlMs);
  return undefined;
}

/** Reads a number and writes the next one. Without the lock, updates of other processes would be lost. */
async function increment(times: number): Promise<void> {
  const file = join(directory, "count");
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
