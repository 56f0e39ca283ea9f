import type { Logger } from "./logger";
import type { RateLimitRate } from "./rate-limit";
import type { RunEvent } from "./run-event";
import type { Store } from "./store";

/** A `fetch` that a run is given. It is called with a `Request` for the vendor's real host. */
export type Fetch = (request: Request) => Promise<Response>;

/** Answers the IP addresses of a host's name, and rejects or answers none when it has none. */
export type ResolveHost = (host: string) => Promise<string[]>;

/** What surrounds a run. Everything is optional. */
export interface RunOptions {
  /** The only way out to the network: every request of a run goes through it. Default: the platform's `fetch`. */
  fetch?: Fetch | typeof globalThis.fetch | undefined;
  /**
   * Finds where the host of an address leads that stands in data, such as a resume's: before each try of a download, and
   * before the address is handed on to a vendor. It is refused when any of the answered addresses is not public. Default: the
   * platform's look-up, on Node, Deno and Bun, when `fetch` is the platform's own; else none, and hosts are judged as they are
   * written.
   */
  resolveHost?: ResolveHost | undefined;
  /** Keeps state between runs. Default: none. */
  store?: Store | undefined;
  /** Default: silent. */
  logger?: Logger | undefined;
  /** Stops the run: no new request starts, and the result says what was written. */
  signal?: AbortSignal | undefined;
  /**
   * How long the whole run may take, in milliseconds. Then it is stopped as `signal` does it, within a second, and the log and
   * the failures say so. Default: as long as it needs. Anything but a number above 0 (at most 2,147,483,647) is refused by a
   * `ConfigurationError`.
   */
  deadlineMs?: number | undefined;
  /**
   * Overrides a vendor's limit by its name, for all runs of the process that use the account. A name that the action does not
   * know is warned of in the log. Default: what the connector declares.
   */
  rateLimits?: Record<string, RateLimitRate> | undefined;
  /** Told of everything that happens, in order. What it throws is logged and changes nothing. */
  onEvent?: ((event: RunEvent) => void) | undefined;
}
