import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figure } from "./measure";

const execute = promisify(execFile);
const child = fileURLToPath(new URL("pull-child.ts", import.meta.url));

interface PullReport {
  itemsPerSecond: number;
  peakMegabytes: number;
}

/** Measures reading and formatting postings page by page. Each count runs in its own process. */
export async function measurePulls(): Promise<Figure[]> {
  const small = await pull(10_000);
  const large = await pull(100_000);
  const growth = large.peakMegabytes / small.peakMegabytes;
  return [
    { name: "peak memory, 10,000 postings", value: `${small.peakMegabytes.toFixed(0)} MB` },
    { name: "peak memory, 100,000 postings", value: `${large.peakMegabytes.toFixed(0)} MB` },
    {
      name: "peak memory, ratio of 100,000 to 10,000 postings",
      value: growth.toFixed(2),
      target: "0.90 to 1.10",
      passed: growth >= 0.9 && growth <= 1.1,
    },
    { name: "postings per second, default format", value: large.itemsPerSecond.toFixed(0) },
  ];
}

async function pull(count: number): Promise<PullReport> {
  const { stdout } = await execute(process.execPath, ["--import", "tsx", child, String(count)]);
  return JSON.parse(stdout) as PullReport;
}
