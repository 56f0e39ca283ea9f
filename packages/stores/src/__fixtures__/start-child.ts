import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type Command =
  | { name: "lock" }
  | { name: "release" }
  | { name: "count"; times: number }
  | { name: "token"; url: string };

export interface CommandMessage {
  id: number;
  command: Command;
}

export interface ResultMessage {
  id: number;
  result?: unknown;
}

export interface Child {
  pid: number;
  /** Sends a command and resolves to its result. */
  run(command: Command): Promise<unknown>;
  /** Sends SIGKILL and waits until the process has ended. */
  kill(): Promise<void>;
  /** Disconnects, waits until the process ends by itself, and resolves to its exit code. */
  disconnect(): Promise<number | null>;
}

/** Starts a process with a file store in this folder. */
export async function startChild(directory: string): Promise<Child> {
  const script = fileURLToPath(new URL("./store-child.ts", import.meta.url));
  const child = fork(script, [directory], { execArgv: ["--import", "tsx"] });
  const pending = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  child.on("message", ({ id, result }: ResultMessage) => pending.get(id)?.(result));
  await once(child, "message");
  return {
    pid: child.pid ?? 0,
    run: (command) =>
      new Promise((resolve) => {
        lastId += 1;
        pending.set(lastId, resolve);
        child.send({ id: lastId, command } satisfies CommandMessage);
      }),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
    async disconnect() {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
      return child.exitCode;
    },
  };
}
