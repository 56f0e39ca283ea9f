/** One row of the table that `npm run bench` prints. */
export interface Figure {
  name: string;
  value: string;
  /** Absent if the value is only informative. */
  target?: string;
  passed?: boolean;
}

/** A rate limit that no benchmark reaches, for those that do not measure pacing. */
export const noRateLimit = { requests: 1e6, perMs: 1_000, burst: 1e6 };

/** Returns the median, which a single slow run does not affect. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The smallest and the largest of several figures: how much a noisy machine moves them. */
export function spread(values: number[]): string {
  return `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
}
