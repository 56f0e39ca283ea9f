import type { Variant } from "../environment/variant";
import { checkKillPoint, observePush } from "./check-kill-point";
import { chooseKillPoints, type KillPoint, killPointName, killPointsOf } from "./kill-points";

/** Processes that run at the same time. Some of them only wait for records that a vendor shows late. */
const concurrency = 10;

/** Kills `count` pushes. Returns the chosen points, and one line per failed check. */
export async function checkKillPoints(
  variants: readonly Variant[],
  count: number,
  random: () => number,
): Promise<{ points: KillPoint[]; violations: string[] }> {
  const pushes = variants.flatMap((variant) => variant.fixtures.map((fixture) => ({ variant, fixture })));
  const observed = await mapConcurrently(pushes, async (push) => ({
    ...push,
    ...(await observePush(push.variant, push.fixture)),
  }));
  const all = observed.flatMap(({ moments, ...common }) => killPointsOf(common, moments, random));
  const points = chooseKillPoints(all, count, random);
  const violations = await mapConcurrently(points, async (point) => {
    const found = await checkKillPoint(point).catch((error: unknown) => [String(error)]);
    return found.map((violation) => `${killPointName(point)}: ${violation}`);
  });
  return { points, violations: violations.flat() };
}

/** Works on a few entries at a time. Returns the results in the order of the entries. */
async function mapConcurrently<T, R>(entries: readonly T[], work: (entry: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...entries.entries()];
  const drain = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: concurrency }, drain));
  return results;
}
