import { setTimeout } from "node:timers/promises";

type Send = (request: Request) => Promise<Response>;

/** Range of the round-trip time. */
const fastestMs = 20;
const slowestMs = 120;

/** Adds latency before and after each request. Both vary, but are the same for the same seed. */
export function slowNetwork(vendor: Send, seed: number): Send {
  const random = seeded(seed);
  return async (request) => {
    const latencyMs = fastestMs + random() * (slowestMs - fastestMs);
    const outboundMs = latencyMs * random();
    await setTimeout(outboundMs);
    const response = await vendor(request);
    await setTimeout(latencyMs - outboundMs);
    return response;
  };
}

/** Returns a generator of numbers from 0 to 1 (mulberry32). That of the testing package would load vitest into the process that is measured. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
