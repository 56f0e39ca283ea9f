import { setTimeout } from "node:timers/promises";

type Send = (request: Request) => Promise<Response>;

/** Each request is under way for so long, there and back. */
const fastestMs = 20;
const slowestMs = 120;

/** A network with a jitter that is the same in every round: which part of it lies before the vendor varies, too. */
export function slowNetwork(vendor: Send, seed: number): Send {
  const random = seeded(seed);
  return async (request) => {
    const latencyMs = fastestMs + random() * (slowestMs - fastestMs);
    const thereMs = latencyMs * random();
    await setTimeout(thereMs);
    const response = await vendor(request);
    await setTimeout(latencyMs - thereMs);
    return response;
  };
}

/** Numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
