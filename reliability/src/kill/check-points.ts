import type { Variant } from "../world/variant";
import { checkPoint, observe } from "./check-point";
import { choosePoints, type Point, pointName, pointsOf } from "./points";

/** How many worlds there are at a time, each with a process: some of them only wait for what a vendor may show late. */
const sideBySide = 10;

/** Kills so many pushes by the variants, and answers at which points, and what was not as it must be then. */
export async function checkPoints(
  variants: readonly Variant[],
  count: number,
  random: () => number,
): Promise<{ points: Point[]; broken: string[] }> {
  const pushes = variants.flatMap((variant) => variant.scenarios.map((scenario) => ({ variant, scenario })));
  const observed = await inTurns(pushes, async (push) => ({
    ...push,
    ...(await observe(push.variant, push.scenario)),
  }));
  const all = observed.flatMap(({ moments, ...common }) => pointsOf(common, moments, random));
  const points = choosePoints(all, count, random);
  const broken = await inTurns(points, async (point) => {
    const faults = await checkPoint(point).catch((error: unknown) => [String(error)]);
    return faults.map((fault) => `${pointName(point)}: ${fault}`);
  });
  return { points, broken: broken.flat() };
}

/** Works on a few entries at a time; the answers stand in their order. */
async function inTurns<T, R>(entries: readonly T[], work: (entry: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const left = [...entries.entries()];
  const takeTurns = async () => {
    for (let next = left.shift(); next; next = left.shift()) answers[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: sideBySide }, takeTurns));
  return answers;
}
