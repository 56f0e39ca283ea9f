import type { TokenBucket } from "@hrflow-connectors/core";

/** The tokens that the machines share. Times are epoch milliseconds of the server's clock. */
export interface BucketState {
  name: "bucket";
  tokens: number;
  /** Tokens that an earlier rule with a larger burst let out, above what this one has. */
  debt: number;
  at: number;
  /** Whether it was emptied and not full since. */
  isDrained: boolean;
}

/** What remains once it was emptied: a request may travel faster than the ones before it. */
const reserve = 1;
const epsilon = 1e-9;
/** Machines know the server's clock better than this. */
const clockErrorMs = 3_000;

export function createBucket(rule: TokenBucket, now: number): BucketState {
  return { name: "bucket", tokens: sizesOf(rule).capacity, debt: 0, at: now, isDrained: false };
}

/** The vendor's bucket does not fill while it is full, and it is full until the first requests arrive. */
export function refill(bucket: BucketState, rule: TokenBucket, underWay: number, now: number): void {
  const { capacity, msPerToken } = sizesOf(rule);
  const ceiling = Math.max(capacity - underWay, Math.min(capacity, 1 + reserve), bucket.tokens);
  const refilled = Math.max(0, now - bucket.at) / msPerToken;
  bucket.tokens = Math.min(ceiling, bucket.tokens + refilled);
  bucket.debt = Math.max(0, bucket.debt - refilled);
  // Another machine may be a moment ahead. A server whose clock was set back is far behind.
  bucket.at = bucket.at - now > clockErrorMs ? now : Math.max(bucket.at, now);
  if (bucket.tokens >= capacity) bucket.isDrained = false;
}

/** How long until a request may leave after `ahead` others; 0 if it may now. Holds once it was refilled. */
export function bucketWaitMs(bucket: BucketState, rule: TokenBucket, ahead: number): number {
  const { capacity, msPerToken } = sizesOf(rule);
  if (bucket.tokens < 1 - epsilon + ahead) bucket.isDrained = true;
  const missing = Math.min(capacity, bucket.isDrained ? 1 + reserve : 1) + ahead - bucket.tokens;
  return missing <= epsilon ? 0 : Math.ceil(missing * msPerToken - epsilon);
}

/** What was spent stays spent. */
export function changeBucket(bucket: BucketState, before: TokenBucket, after: TokenBucket): void {
  const spent = sizesOf(before).capacity - bucket.tokens + bucket.debt;
  const { capacity } = sizesOf(after);
  bucket.tokens = Math.max(capacity - spent, 0);
  bucket.debt = Math.max(spent - capacity, 0);
  bucket.isDrained ||= bucket.tokens < 1;
}

function sizesOf({ requests, perMs, burst }: TokenBucket): { capacity: number; msPerToken: number } {
  return { capacity: Math.max(1, burst), msPerToken: perMs / requests };
}
