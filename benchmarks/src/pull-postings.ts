import { run } from "./child";
import type { Figure } from "./figure";

/** Items per second of the Python project on the same work (postings of 4.4 KB with three HTML lists, read and formatted). */
const ancestorRate = 1_250;

interface PullReport {
  itemsPerSecond: number;
  peakMegabytes: number;
}

/** Reads and formats postings page by page, each count in a process of its own. */
export async function measurePulls(): Promise<Figure[]> {
  const small = await pull(10_000);
  const large = await pull(100_000);
  const growth = large.peakMegabytes / small.peakMegabytes;
  const gain = large.itemsPerSecond / ancestorRate;
  return [
    { what: "10,000 postings, peak memory", value: `${small.peakMegabytes.toFixed(0)} MB`, aim: "-", holds: true },
    { what: "100,000 postings, peak memory", value: `${large.peakMegabytes.toFixed(0)} MB`, aim: "-", holds: true },
    { what: "ratio of the two", value: growth.toFixed(2), aim: "0.90 to 1.10", holds: growth >= 0.9 && growth <= 1.1 },
    { what: "postings/s, default format", value: large.itemsPerSecond.toFixed(0), aim: "-", holds: true },
    {
      what: `against the Python project's ${ancestorRate}/s`,
      value: `${gain.toFixed(1)} times`,
      aim: "at least 10 times",
      holds: gain >= 10,
    },
  ];
}

async function pull(count: number): Promise<PullReport> {
  return JSON.parse(await run("pull-child.ts", [String(count)])) as PullReport;
}
