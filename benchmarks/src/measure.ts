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

/** The lowest and the highest value, between which all runs were. */
export function spread(values: number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}
