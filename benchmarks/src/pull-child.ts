import { readPostings } from "./read-postings";

/** Reads so many postings. With a third argument, it also writes them, and every response takes that many milliseconds. */
const [, , given, delay] = process.argv;
const count = Number(given);
const startedAt = performance.now();
await readPostings(count, delay === undefined ? undefined : Number(delay));
const seconds = (performance.now() - startedAt) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ itemsPerSecond: count / seconds, peakMegabytes }));
