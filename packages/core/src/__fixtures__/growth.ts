/** Shorter than a clock can measure well. */
const leastMs = 1;

/**
 * How many times as long work takes for 16 times the count: about 16 if it takes time in proportion to it, 256 if the time is
 * quadratic. Of processor time, at its best of three, so that a busy machine makes no difference.
 */
export function growthOf(work: (count: number) => void, count: number): number {
  const timeOf = (times: number) => {
    const before = process.cpuUsage();
    work(times);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  const best = (times: number) => Math.min(timeOf(times), timeOf(times), timeOf(times));
  timeOf(count);
  return best(16 * count) / Math.max(leastMs, best(count));
}
