import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Figure, median, spread } from "./measure";

const execute = promisify(execFile);
const child = fileURLToPath(new URL("pull-child.ts", import.meta.url));
const rounds = 3;
const mostGrowth = 1.15;

interface PullReport {
  itemsPerSecond: number;
  peakMegabytes: number;
}

/** Measures pulls that write each job: a lookup and a create. Each runs in its own process. */
export async function measurePullWrites(): Promise<Figure[]> {
  const atOnce: PullReport[] = [];
  const slow: PullReport[] = [];
  for (let round = 0; round < rounds; round++) {
    atOnce.push(await pull(20_000, 0));
    slow.push(await pull(2_000, 50));
  }
  // It takes minutes, and a peak varies less than a speed.
  const large = await pull(200_000, 0);
  const peaks = atOnce.map(({ peakMegabytes }) => peakMegabytes);
  const growth = large.peakMegabytes / median(peaks);
  return [
    speed("jobs written per second, responses at once", atOnce),
    speed("jobs written per second, 50 ms a response", slow),
    { name: "peak memory with writes, 20,000 jobs", value: `${median(peaks).toFixed(0)} MB (${spread(peaks, 0)})` },
    { name: "peak memory with writes, 200,000 jobs", value: `${large.peakMegabytes.toFixed(0)} MB` },
    {
      name: "peak memory with writes, ratio of 200,000 to 20,000 jobs",
      value: growth.toFixed(2),
      target: `at most ${mostGrowth}`,
      passed: growth <= mostGrowth,
    },
  ];
}

function speed(name: string, reports: PullReport[]): Figure {
  const rates = reports.map(({ itemsPerSecond }) => itemsPerSecond);
  return { name, value: `${median(rates).toFixed(0)} (${spread(rates, 0)})` };
}

async function pull(count: number, delayMs: number): Promise<PullReport> {
  const { stdout } = await execute(process.execPath, ["--import", "tsx", child, String(count), String(delayMs)]);
  return JSON.parse(stdout) as PullReport;
}
