import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type Command =
  | { name: "lock"; ttlMs?: number }
  | { name: "renew"; ttlMs: number }
  | { name: "release" }
  | { name: "save"; value: string }
  | { name: "write"; key: string; times: number }
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
  /** Suspends the process with SIGSTOP. */
  suspend(): void;
  /** Lets a suspended process continue. */
  resume(): void;
  /** Sends SIGKILL and waits until the process has ended. */
  kill(): Promise<void>;
  /** Disconnects, waits until the process ends by itself, and resolves to its exit code. */
  disconnect(): Promise<number | null>;
}

/** Starts a process with a store: a file store in a folder, or that of a server at a URL. */
export async function startChild(place: string): Promise<Child> {
  const script = fileURLToPath(new URL("./store-child.ts", import.meta.url));
  const child = fork(script, [place], { execArgv: ["--import", "tsx"] });
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
    suspend: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
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
