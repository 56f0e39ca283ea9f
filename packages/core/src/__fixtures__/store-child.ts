import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createFileStore } from "../store/file-store";
import { createOauth } from "./oauth";
import type { Ask, Order } from "./start-child";

/** Runs as a process of its own: does with a file store what it is told by messages, and answers each. */
const [directory = ""] = process.argv.slice(2);
const store = createFileStore({ directory });
const lock = async () => (await store.lock?.("key", 360_000)) ?? (() => {});
let release: () => unknown = () => {};

async function obey(order: Order): Promise<unknown> {
  if (order.do === "release") return release();
  if (order.do === "token") return tokenFrom(order.url);
  if (order.do === "count") return countUp(order.times);
  release = await lock();
  return undefined;
}

/** Reads a number and writes the next one, which undoes what anybody else does meanwhile. */
async function countUp(times: number): Promise<void> {
  const file = join(directory, "count");
  for (let time = 0; time < times; time++) {
    const unlock = await lock();
    await writeFile(file, String(Number(await readFile(file, "utf8")) + 1));
    await unlock();
  }
}

async function tokenFrom(url: string): Promise<string> {
  const server = async (request: Request) => fetch(url, { method: "POST", body: await request.text() });
  return createOauth({ store, server }).tokens.token();
}

process.on("message", async ({ id, order }: Ask) => process.send?.({ id, answer: await obey(order) }));
process.send?.({ id: 0 });
