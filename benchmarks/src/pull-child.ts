import { readPostings } from "./read-postings";

const count = Number(process.argv[2]);
const startedAt = performance.now();
await readPostings(count);
const seconds = (performance.now() - startedAt) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ itemsPerSecond: count / seconds, peakMegabytes }));
