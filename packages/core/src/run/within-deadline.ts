import type { RunOptions } from "../contract/v1";
import { AbortedError, ConfigurationError } from "../errors";
import { onAbort } from "../signals/on-abort";
import { kindOf } from "./parameter-faults";

/** The longest that timers count, some 24 days: above it they fire at once. */
const longestMs = 2 ** 31 - 1;

/**
 * Gives a run options whose signal ends when the given one does, or when the deadline passes. Nothing of it is left when the
 * run has ended. Throws `ConfigurationError` for a deadline that is none.
 */
export async function withinDeadline<T>(options: RunOptions, run: (options: RunOptions) => Promise<T>): Promise<T> {
  const { deadlineMs, signal } = options;
  if (deadlineMs === undefined) return run(options);
  checkDeadline(deadlineMs);
  const controller = new AbortController();
  const passed = () => controller.abort(new AbortedError(`the deadline of ${deadlineMs} ms passed`));
  // Not AbortSignal.any: on Node 20 a signal that outlives many runs would keep something of each.
  const follow = () => controller.abort(signal?.reason);
  const timer = setTimeout(passed, deadlineMs);
  const forget = signal ? onAbort(signal, follow) : () => {};
  if (signal?.aborted) follow();
  try {
    return await run({ ...options, signal: controller.signal });
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** What stopped the run, when it is known: the reason that is an error of ours. */
export function whyStopped(signal: AbortSignal | undefined): AbortedError | undefined {
  return signal?.aborted && AbortedError.isInstance(signal.reason) ? signal.reason : undefined;
}

/** The same error, and when it says no more than that the run was stopped, why that was. */
export function explainStop(error: unknown, signal: AbortSignal | undefined): unknown {
  const why = whyStopped(signal);
  if (!why || !AbortedError.isInstance(error) || error === why || error.cause === why) return error;
  return new AbortedError(`${error.message}: ${why.message}`, { cause: why });
}

function checkDeadline(deadlineMs: unknown): void {
  if (typeof deadlineMs === "number" && deadlineMs > 0 && deadlineMs <= longestMs) return;
  const found = typeof deadlineMs === "number" ? deadlineMs : kindOf(deadlineMs);
  throw new ConfigurationError(
    `deadlineMs in the run options: expected milliseconds above 0 and at most ${longestMs}, found ${found}`,
  );
}
