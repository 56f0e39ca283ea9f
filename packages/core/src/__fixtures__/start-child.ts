import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type Order = { do: "lock" } | { do: "release" } | { do: "count"; times: number } | { do: "token"; url: string };

export interface Ask {
  id: number;
  order: Order;
}

export interface Child {
  pid: number;
  /** Settles when it is done. */
  tell(order: Order): Promise<unknown>;
  /** SIGKILL; settles when the process is no more. */
  kill(): Promise<void>;
  /** Has nothing more to tell it; settles with its exit code, when it has nothing more to do itself. */
  leave(): Promise<number | null>;
}

/** Starts a process with a file store on that folder, which does what it is told. */
export async function startChild(directory: string): Promise<Child> {
  const script = fileURLToPath(new URL("./store-child.ts", import.meta.url));
  const child = fork(script, [directory], { execArgv: ["--import", "tsx"] });
  const waiting = new Map<number, (answer: unknown) => void>();
  let asked = 0;
  child.on("message", ({ id, answer }: { id: number; answer?: unknown }) => waiting.get(id)?.(answer));
  await once(child, "message");
  return {
    pid: child.pid ?? 0,
    tell: (order) =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve);
        child.send({ id: asked, order } satisfies Ask);
      }),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    async leave() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
      return child.exitCode;
    },
  };
}
