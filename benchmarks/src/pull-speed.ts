import { isDeepStrictEqual } from "node:util";
import type { Fetch } from "@hrflow-connectors/core";
import { type Figure, median, spread } from "./measure";
import type { Deliver, Pull } from "./pull";
import { pulls } from "./pull-list";
import { vendorNetwork } from "./vendor-network";

const responseMs = 50;
const rounds = { atOnce: 5, slow: 3 };
const leastRatio = 0.8;
/** Several pages of every vendor. */
const compared = 1_100;

/**
 * Compares each pull with a hand-written page loop over the same typed client that delivers the same items, and limits the time of its
 * requests, too. Without delay by CPU time, so that other processes do not count, without the CPU that the vendor takes; with a slow
 * network by the clock. A logic takes the items of a pull, as a user's would. Without a store, none is copied first.
 */
export async function measurePullSpeed(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const pull of pulls) figures.push(...(await measure(pull)));
  return figures;
}

interface Rates {
  /** Items per second. */
  pull: number;
  byHand: number;
  /** Per item. */
  requests: { pull: number; byHand: number };
}

async function measure(pull: Pull): Promise<Figure[]> {
  await compareItems(pull);
  await measureOnce(pull, pull.counts.atOnce, 0);
  const atOnce: Rates[] = [];
  for (let round = 0; round < rounds.atOnce; round++) atOnce.push(await measureOnce(pull, pull.counts.atOnce, 0));
  const slow: Rates[] = [];
  for (let round = 0; round < rounds.slow; round++) slow.push(await measureOnce(pull, pull.counts.slow, responseMs));
  const [{ requests } = { requests: { pull: Number.NaN, byHand: Number.NaN } }] = atOnce;
  const count = pull.counts.atOnce.toLocaleString("en");
  return [
    ...figuresOf(`${pull.name}, 0 ms`, "items per second of CPU", atOnce),
    ...figuresOf(`${pull.name}, ${responseMs} ms`, "items per second", slow),
    {
      name: `${pull.name}: requests per item, ${count} items`,
      value: `${requests.pull.toFixed(4)}, by hand ${requests.byHand.toFixed(4)}`,
    },
  ];
}

function figuresOf(name: string, unit: string, rates: Rates[]): Figure[] {
  const ratios = rates.map(({ pull, byHand }) => pull / byHand);
  const ratio = median(ratios);
  const rateOf = (way: "pull" | "byHand") => median(rates.map((one) => one[way])).toFixed(0);
  return [
    { name: `${name}: ${unit}`, value: `${rateOf("pull")}, by hand ${rateOf("byHand")}` },
    {
      name: `${name}: ratio to a hand-written page loop with timeouts`,
      value: `${ratio.toFixed(2)} (${spread(ratios)})`,
      target: `at least ${leastRatio.toFixed(2)}`,
      passed: ratio >= leastRatio,
    },
  ];
}

async function measureOnce(pull: Pull, count: number, delayMs: number): Promise<Rates> {
  const byHand = await timed(pull, count, delayMs, pull.byHand);
  const byPull = await timed(pull, count, delayMs, runOf(pull));
  const perItem = { pull: byPull.requests / count, byHand: byHand.requests / count };
  return { pull: byPull.rate, byHand: byHand.rate, requests: perItem };
}

type Way = (deliver: Deliver, fetch: Fetch) => Promise<void>;

const runOf =
  (pull: Pull): Way =>
  async (deliver, fetch) => {
    const { status, failures } = await pull.run(deliver, fetch);
    if (status !== "success") throw new Error(`${pull.name} ended with ${status}: ${JSON.stringify(failures[0])}`);
  };

async function timed(
  pull: Pull,
  count: number,
  delayMs: number,
  way: Way,
): Promise<{ rate: number; requests: number }> {
  const vendor = pull.vendor(count);
  const urls: URL[] = [];
  const { fetch, requests } = vendorNetwork((url) => {
    urls.push(url);
    return vendor(url);
  }, delayMs);
  let delivered = 0;
  const deliver = () => {
    delivered += 1;
  };
  const startedAt = performance.now();
  const cpuMs = await cpuOf(() => way(deliver, fetch));
  const elapsedMs = performance.now() - startedAt;
  if (delivered !== count) throw new Error(`${pull.name}: ${delivered} of ${count} items were delivered`);
  // What the vendor took is measured once more by itself: to look at the clock at each request would cost more than some requests do.
  const ms = delayMs > 0 ? elapsedMs : cpuMs - (await cpuOf(async () => urls.forEach(vendor)));
  return { rate: count / (ms / 1_000), requests: requests() };
}

/** Milliseconds of CPU, of all threads of the process. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Throws unless both ways deliver the same items, in whatever order. */
async function compareItems(pull: Pull): Promise<void> {
  const [byPull, byHand] = await Promise.all([itemsOf(pull, runOf(pull)), itemsOf(pull, pull.byHand)]);
  for (const [index, item] of byPull.entries()) {
    if (!isDeepStrictEqual(item, byHand[index]))
      throw new Error(`${pull.name}: the loop delivers ${JSON.stringify(byHand[index])}, not ${JSON.stringify(item)}`);
  }
  if (byPull.length !== byHand.length) throw new Error(`${pull.name}: the loop delivers more items`);
}

async function itemsOf(pull: Pull, way: Way): Promise<unknown[]> {
  const items: Parameters<Deliver>[0][] = [];
  await way((item) => items.push(item), vendorNetwork(pull.vendor(compared)).fetch);
  return items.sort((one, other) => String(one.reference).localeCompare(String(other.reference)));
}
