import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createFileStore } from "../file-store";
import type { Command, CommandMessage, ResultMessage } from "./start-child";
import { usedToken } from "./tokens";

/** The script of a child process: executes commands with a file store and sends back their results. */
const [directory = ""] = process.argv.slice(2);
const store = createFileStore({ directory });
const lock = async () => (await store.lock?.("key", 360_000)) ?? (() => {});
let release: () => unknown = () => {};

async function execute(command: Command): Promise<unknown> {
  if (command.name === "release") return release();
  if (command.name === "token") return usedToken(store, command.url);
  if (command.name === "count") return increment(command.times);
  release = await lock();
  return undefined;
}

/** Reads a number and writes the next one. Without the lock, updates of other processes would be lost. */
async function increment(times: number): Promise<void> {
  const file = join(directory, "count");
  for (let time = 0; time < times; time++) {
    const unlock = await lock();
    await writeFile(file, String(Number(await readFile(file, "utf8")) + 1));
    await unlock();
  }
}

const send = (message: ResultMessage) => process.send?.(message);
process.on("message", async ({ id, command }: CommandMessage) => send({ id, result: await execute(command) }));
send({ id: 0 });
