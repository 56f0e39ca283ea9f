import type { Fetch, ResolveHost, RunEventDetails } from "../contract/v1";
import { ConfigurationError } from "../errors";
import type { LimiterOf } from "../rate-limits/rate-limits-of";
import { chooseResolver } from "./resolve-host";

/** What a door to the network is made of, inside a run or for a typed client alone. */
export interface HttpOptions {
  /** Default: the platform's `fetch`. */
  fetch?: Fetch | typeof globalThis.fetch;
  /** As in `RunOptions`. */
  resolveHost?: ResolveHost;
  /** Ends every request. Default: none. */
  signal?: AbortSignal;
  /** Default `hrflow-connectors`. */
  userAgent?: string;
  /** Told of requests, answers and retries. Default: nobody. */
  emit?: (event: RunEventDetails) => void;
}

/** Which requests wait for their turn, inside a run. */
export interface Pace {
  run: string;
  limiterOf: LimiterOf;
}

export interface HttpSettings {
  fetch: Fetch;
  /** The addresses of a host, or null where names cannot be looked up; without it they are judged as they are written. */
  resolveHost?: ((host: string) => Promise<string[] | null>) | undefined;
  signal: AbortSignal;
  userAgent: string;
  emit(event: RunEventDetails): void;
  pace?: Pace | undefined;
}

/** How many redirects are followed for one request. */
export const maxRedirects = 5;

export function completeSettings({ fetch, resolveHost, signal, userAgent, emit }: HttpOptions): HttpSettings {
  const given = fetch ?? globalThis.fetch;
  if (typeof given !== "function") {
    throw new ConfigurationError("this platform has no `fetch`; give one in the options");
  }
  return {
    // Called as a plain function: browsers refuse their own fetch as another object's method.
    fetch: (request) => given(request),
    resolveHost: chooseResolver(resolveHost, given),
    signal: signal ?? new AbortController().signal,
    userAgent: userAgent ?? "hrflow-connectors",
    emit: emit ?? (() => {}),
  };
}
