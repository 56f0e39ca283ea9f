import { expect } from "vitest";
import { startRedis } from "../../../../config/servers";
import { createChance, plannedKills, seed } from "./kill-plan";
import { emailOf } from "./people";
import { type FleetOutcome, runFleet } from "./run-fleet";
import { vendors } from "./vendors";

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
