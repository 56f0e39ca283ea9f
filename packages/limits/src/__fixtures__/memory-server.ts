import type { RateWindow, TokenBucket, Turn } from "@hrflow-connectors/core";
import { createSharedLimiter } from "../shared-limiter";
import type { TextServer } from "../shared-text";

/** A server in memory, a millisecond away, whose clock is not that of the machines. */
export function createMemoryServer() {
  const texts = new Map<string, string>();
  const faults: ("lost call" | "lost reply")[] = [];
  let isAway = false;
  const now = () => 1_000_000 + performance.now();
  const travel = () => new Promise<void>((resolve) => void setTimeout(resolve, 1));
  const reach = async () => {
    await travel();
    if (isAway) throw new Error("ECONNREFUSED");
  };
  const server: TextServer = {
    name: "the test server",
    async read(key) {
      await reach();
      return { text: texts.get(key) ?? null, now: now() };
    },
    async swap(key, before, after) {
      await reach();
      const fault = faults.shift();
      if (fault === "lost call") throw new Error("ECONNRESET");
      const isSwapped = (texts.get(key) ?? null) === before;
      if (isSwapped) texts.set(key, after);
      if (fault === "lost reply") throw new Error("ECONNRESET");
      return { isSwapped, now: now() };
    },
  };
  return {
    texts,
    faults,
    setAway(value: boolean) {
      isAway = value;
    },
    /** A machine that sends to one account. */
    createMachine(rule: TokenBucket | RateWindow) {
      const limiter = createSharedLimiter(server);
      const waits: number[] = [];
      return {
        waits,
        flush: limiter.flush,
        take: (run: string, { signal = new AbortController().signal, isRetry = false, newRule = rule } = {}) => {
          const onWait = (ms: number) => void waits.push(ms);
          return limiter.take({ key: "acme:account", rule: newRule, run, isRetry, signal, onWait });
        },
      };
    },
  };
}

/** Ends requests with a response of this status. */
export function finish(turns: Turn[], status = 200, headers: Record<string, string> = {}): void {
  for (const turn of turns) turn.finish({ status, headers: new Headers(headers) });
}
