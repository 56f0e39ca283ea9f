import type { Kill } from "./run-fleet";

/** Varies the moments. */
export const seed = Number(process.env.SEED ?? 1);

/** Numbers from 0 to 1 that a seed repeats. */
export function createChance(start: number): () => number {
  let state = start >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Two moments of a run: the vendor has done what the first process asked for, and not what the second did. */
export function plannedKills(chance: () => number): Kill[] {
  return [
    { at: 0.1 + chance() * 0.3, isDone: true },
    { at: 0.5 + chance() * 0.3, isDone: false },
  ];
}
