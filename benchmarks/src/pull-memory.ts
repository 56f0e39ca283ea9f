import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Figure, median, spread } from "./measure";
import type { Pull } from "./pull";
import { pulls } from "./pull-list";

const execute = promisify(execFile);
const child = fileURLToPath(new URL("pull-memory-child.ts", import.meta.url));
const rounds = 3;
const mostGrowth = 1.1;

/** Measures the peak memory of each pull. Each count runs in its own process. */
export async function measurePullMemory(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const pull of pulls) figures.push(...(await measure(pull)));
  return figures;
}

async function measure({ name, isOnePage }: Pull): Promise<Figure[]> {
  // Side by side: the large one takes a while, and a peak varies less than a speed.
  const [large, peaks] = await Promise.all([peakOf(name, 200_000), peaksOf(name, 20_000)]);
  const growth = large / median(peaks);
  return [
    { name: `${name}: peak memory, 20,000 records`, value: `${median(peaks).toFixed(0)} MB (${spread(peaks, 0)})` },
    { name: `${name}: peak memory, 200,000 records`, value: `${large.toFixed(0)} MB` },
    {
      name: `${name}: peak memory, ratio of 200,000 to 20,000 records${isOnePage ? ", all in one response" : ""}`,
      value: growth.toFixed(2),
      // What comes in one response is in memory at once.
      ...(isOnePage ? {} : { target: `at most ${mostGrowth.toFixed(2)}`, passed: growth <= mostGrowth }),
    },
  ];
}

async function peaksOf(name: string, count: number): Promise<number[]> {
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) peaks.push(await peakOf(name, count));
  return peaks;
}

async function peakOf(name: string, count: number): Promise<number> {
  const { stdout } = await execute(process.execPath, ["--import", "tsx", child, name, String(count)]);
  return (JSON.parse(stdout) as { peakMegabytes: number }).peakMegabytes;
}
