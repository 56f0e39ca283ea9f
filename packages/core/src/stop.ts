import type { RunOptions } from "./contract/run";
import { AbortedError, ConfigurationError } from "./errors";
import { causesOf } from "./formats/values";
import { kindOf } from "./run/parameters";

/*
 * Everything that decides "stop waiting": signals, deadlines, sleeping, and how long work that ignores the signal is waited for.
 */

interface Hub {
  calls: Set<{ call: () => void }>;
  listener: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls once when the signal aborts, and returns a function that cancels the call. However many wait for a signal, it has one
 * listener, and none when nobody waits: Node warns of a leak above ten. A signal that has aborted already calls nobody.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const hub = hubs.get(signal) ?? createHub(signal);
  const entry = { call };
  if (hub.calls.size === 0) signal.addEventListener("abort", hub.listener, { once: true });
  hub.calls.add(entry);
  return () => {
    if (hub.calls.delete(entry) && hub.calls.size === 0) signal.removeEventListener("abort", hub.listener);
  };
}

function createHub(signal: AbortSignal): Hub {
  const calls: Hub["calls"] = new Set();
  const listener = () => {
    const waiting = [...calls];
    calls.clear();
    for (const { call } of waiting) call();
  };
  const hub = { calls, listener };
  hubs.set(signal, hub);
  return hub;
}

/** Timers fire at once above this delay, some 24 days. */
const longestTimerMs = 2 ** 31 - 1;

/** Calls after a delay of any length, also an infinite one. Returns a function that cancels the call. */
export function after(ms: number, call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (left: number) => {
    const next = left > longestTimerMs ? () => wait(left - longestTimerMs) : call;
    timer = setTimeout(next, Math.min(left, longestTimerMs));
  };
  // Timers cut fractions off, and would be early.
  wait(Math.ceil(ms));
  return () => clearTimeout(timer);
}

/**
 * Waits for the next turn of the event loop. A network that responds at once, such as a stub or a cache, would let a run go on within
 * one turn: no timer would fire, and Node would keep the signal of every request until its end.
 */
export function nextTurn(): Promise<void> {
  if (typeof MessageChannel !== "function") return Promise.resolve();
  // Not a timer: browsers delay timers that follow one another.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage(null);
  });
}

/** A signal that aborts with the first of several, until `release` is called. */
export function anySignal(signals: (AbortSignal | undefined)[]): { controller: AbortController; release(): void } {
  const controller = new AbortController();
  // Not AbortSignal.any: on Node 20 a signal that outlives many runs or requests would keep something of each.
  const cancels = signals.map((signal) => {
    const follow = () => controller.abort(signal?.reason);
    if (signal?.aborted) follow();
    return signal ? onAbort(signal, follow) : () => {};
  });
  return {
    controller,
    release: () => {
      for (const cancel of cancels) cancel();
    },
  };
}

/** Waits. Rejects with what `stopped` returns as soon as the signal aborts. */
export function sleep(ms: number, signal: AbortSignal, stopped: () => Error): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const finish = () => {
      cancelTimer();
      cancel();
      if (signal.aborted) reject(stopped());
      else resolve();
    };
    const cancelTimer = after(ms, finish);
    const cancel = onAbort(signal, finish);
    if (signal.aborted) finish();
  });
}

/**
 * How long a part of the run that ignores the signal (a user's function, an origin outside the network) is waited for once the run
 * has to stop. Longer than a request under way is given, so that its response still counts.
 */
export const patienceMs = 900;

/** What begins after that (saving state, a callback) is given this long, so that several that hang do not add up. */
const lastChanceMs = 100;

/** Waits for a part of the run, but not much longer once the run has to stop. */
export type Guard = <T>(work: T | Promise<T>) => Promise<T>;

export function createGuard(signal: AbortSignal | undefined): Guard {
  if (!signal) return async (work) => work;
  let deadline: number | undefined;
  return (work) =>
    new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const fail = (error: unknown) => reject(explainStop(error, signal));
      const stop = () => {
        deadline ??= performance.now() + patienceMs;
        const waitMs = Math.max(deadline - performance.now(), lastChanceMs);
        timer = setTimeout(() => fail(new AbortedError("the run was stopped before this was done")), waitMs);
      };
      const cancel = onAbort(signal, stop);
      if (signal.aborted) stop();
      Promise.resolve(work)
        .then(resolve, fail)
        .finally(() => {
          cancel();
          clearTimeout(timer);
        });
    });
}

/** Runs work within the deadline of its options. Throws `ConfigurationError` if `deadlineMs` is invalid. */
export async function withinDeadline<T>(options: RunOptions, run: (options: RunOptions) => Promise<T>): Promise<T> {
  const { limited, release } = limitRun(options);
  try {
    return await run(limited);
  } finally {
    release();
  }
}

/**
 * Returns options whose signal aborts when the given one does, or when the deadline passes from now. Nothing of it remains after
 * `release`. Throws `ConfigurationError` if `deadlineMs` is invalid.
 */
export function limitRun(options: RunOptions): { limited: RunOptions; release(): void } {
  const { deadlineMs, signal, ...others } = options;
  if (deadlineMs === undefined) return { limited: options, release: () => {} };
  if (!(typeof deadlineMs === "number" && deadlineMs > 0 && deadlineMs <= longestTimerMs)) {
    const found = typeof deadlineMs === "number" ? deadlineMs : kindOf(deadlineMs);
    throw new ConfigurationError(
      `deadlineMs in the run options: expected milliseconds above 0 and at most ${longestTimerMs}, found ${found}`,
    );
  }
  const { controller, release } = anySignal([signal]);
  const passed = () => controller.abort(new AbortedError(`the deadline of ${deadlineMs} ms passed`));
  const cancelTimer = after(deadlineMs, passed);
  return {
    limited: { ...others, signal: controller.signal },
    release() {
      cancelTimer();
      release();
    },
  };
}

/** Whether something failed because the run was stopped: by our own error or by what the signal throws, alone or as a cause. */
export function isInterruption(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return causesOf(error).some((cause) => AbortedError.isInstance(cause) || cause === signal.reason);
}

/** What stopped the run, if it is known: an error of ours that the signal carries. */
export function whyStopped(signal: AbortSignal | undefined): AbortedError | undefined {
  return signal?.aborted && AbortedError.isInstance(signal.reason) ? signal.reason : undefined;
}

/** Adds to an `AbortedError` why the run was stopped; returns any other error as it is. */
export function explainStop(error: unknown, signal: AbortSignal | undefined): unknown {
  const why = whyStopped(signal);
  if (!why || !AbortedError.isInstance(error) || error === why || error.cause === why) return error;
  return new AbortedError(`${error.message}: ${why.message}`, { cause: why });
}
