import { AbortedError } from "../errors";
import { sleep } from "../http/sleep";
import type { IntendedStep } from "./delivery-record";

/** Between two looks: twice as long each time, so that a short wait stays short and a long one asks little. */
const firstPauseMs = 1_000;
const longestPauseMs = 10_000;

/** How long an attempt may take until its last request leaves: turns at the rate limit, other tries, a file to fetch. */
const longestAttemptMs = 15 * 60_000;

/** The last moment at which the request of a step may have left, epoch milliseconds: none left after its process died. */
export function lastSentAt({ at, endedAt }: IntendedStep): number {
  const now = Date.now();
  return Math.min(now, endedAt ?? (at ?? now) + longestAttemptMs);
}

/** Looks until it is found, and for the last time not before `until`. Throws `AbortedError` when the signal ends the wait. */
export async function findUntil<Made>(
  find: () => Promise<Made | null>,
  until: number,
  signal: AbortSignal,
  name: string,
): Promise<Made | null> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const isLast = Date.now() >= until;
    const found = await find();
    if (found !== null || isLast) return found;
    await sleep(Math.max(0, Math.min(pauseMs, until - Date.now())), signal, () => {
      throw new AbortedError(`"${name}" was neither found nor made: the run was stopped`);
    });
  }
}
