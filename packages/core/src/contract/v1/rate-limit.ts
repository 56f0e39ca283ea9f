/** So many requests per time, and a burst of them at once when nothing was asked before. */
export interface RateLimitRate {
  /** How many requests may leave per `perMs`. */
  requests: number;
  /** Milliseconds. */
  perMs: number;
  /** How many may leave at once. */
  burst: number;
}

/** A token bucket. */
export interface TokenBucketRule extends RateLimitRate {
  kind: "bucket";
}

/** A fixed window, of which the vendor's answers say how much is left. */
export interface RateWindowRule {
  kind: "window";
  windowMs: number;
  /** What is taken for the limit until an answer says it. */
  limit: number;
  /** Names of the headers. The reset is a time: seconds since the epoch, or a date. */
  headers: { limit: string; remaining: string; reset?: string };
}

export type RateLimitRule = TokenBucketRule | RateWindowRule;

/**
 * What a vendor allows one account, as plain data. The runner keeps to it: all runs of the process that use the account
 * share it, and take turns. Downloads do not count.
 */
export interface RateLimit {
  /** What users override it by: `acme`. */
  name: string;
  /** The hosts whose requests count; with a leading dot all below a domain: `.acme.example`. */
  hosts: readonly string[];
  /** Only requests whose path begins so count: `/v1/`. Default: all. Leave token endpoints out that have a limit of their own. */
  pathPrefix?: string;
  /**
   * Names of the parameters that tell one account from another; their values are hashed. A limit of which none is given
   * does not apply, so that a side which takes two kinds of credential can declare one limit for each.
   */
  account: readonly string[];
  rule: RateLimitRule;
}
