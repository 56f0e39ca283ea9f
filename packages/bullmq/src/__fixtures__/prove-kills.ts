import { expect } from "vitest";
import { startRedis } from "../../../../config/servers";
import { emailOf } from "./people";
import { type FleetOutcome, runFleet } from "./run-fleet";
import { vendors } from "./vendors";

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
export function plannedKills(chance: () => number) {
  return [
    { at: 0.1 + chance() * 0.3, isDone: true },
    { at: 0.5 + chance() * 0.3, isDone: false },
  ];
}

/** Pushes from four processes, of which two are killed; expects each person's records once, and no job that failed. */
export async function proveKills(vendor: string, pushes: number, { restart }: { restart: boolean }): Promise<void> {
  const chance = createChance(seed);
  const server = await startRedis();
  try {
    const kills = plannedKills(chance);
    const restarts = restart ? [0.2 + chance() * 0.5] : [];
    const outcome = await runFleet({ server, vendor, pushes, processes: 4, concurrency: 10, kills, restarts });
    expectEachOnce(vendor, pushes, outcome);
    expect(outcome.restarted).toBe(restarts.length);
  } finally {
    await server.remove();
  }
}

function expectEachOnce(vendor: string, pushes: number, { records, counts, ends }: FleetOutcome): void {
  const expected = Array.from({ length: pushes }, (_, index) => vendors[vendor]?.recordsOf(emailOf(index)) ?? []);
  expect(records.sort()).toEqual(expected.flat().sort());
  expect(Object.entries(counts).filter(([state, count]) => state !== "completed" && count > 0)).toEqual([]);
  // The others end by themselves at SIGTERM.
  expect([...ends].sort()).toEqual([0, 0, "SIGKILL", "SIGKILL"]);
}
