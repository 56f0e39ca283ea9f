import type { RunOptions } from "./contract/run";
import { AbortedError, ConfigurationError } from "./errors";
import { causesOf } from "./formats/values";
import { kindOf } from "./state/plain-data";

/*
 * Everything that decides "stop waiting": signals, deadlines, sleeping, and how long work that ignores the signal is waited for.
 */

type Calls = Set<{ call: () => void }>;

/** Stops work of ours. An `AbortSignal` takes many times as long to create and to listen to: one is created for who needs it. */
export class Ending {
  aborted = false;
  reason: unknown;
  readonly calls: Calls = new Set();
  #controller: AbortController | undefined;

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#controller?.abort(reason);
    callAll(this.calls);
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.aborted) this.#controller.abort(this.reason);
    return this.#controller.signal;
  }
}

export type StopSignal = AbortSignal | Ending;

/** For a function of a user or a connector. */
export function asAbortSignal(signal: StopSignal): AbortSignal {
  return signal instanceof Ending ? signal.signal : signal;
}

const hubs = new WeakMap<AbortSignal, { calls: Calls; listener: () => void }>();

/**
 * Calls once when the signal aborts, and returns a function that cancels the call. However many wait for a signal, it has one
 * listener, and none when nobody waits: Node warns of a leak above ten. A signal that has aborted already calls nobody.
 */
export function onAbort(signal: StopSignal, call: () => void): () => void {
  const entry = { call };
  if (signal instanceof Ending) {
    if (!signal.aborted) signal.calls.add(entry);
    return () => void signal.calls.delete(entry);
  }
  const hub = hubs.get(signal) ?? createHub(signal);
  if (hub.calls.size === 0) signal.addEventListener("abort", hub.listener, { once: true });
  hub.calls.add(entry);
  return () => {
    if (hub.calls.delete(entry) && hub.calls.size === 0) signal.removeEventListener("abort", hub.listener);
  };
}

function createHub(signal: AbortSignal) {
  const calls: Calls = new Set();
  const hub = { calls, listener: () => callAll(calls) };
  hubs.set(signal, hub);
  return hub;
}

function callAll(calls: Calls): void {
  const waiting = [...calls];
  calls.clear();
  for (const { call } of waiting) call();
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

/** A signal that aborts with the first of several, until `release` is called. */
export function anySignal(signals: (StopSignal | undefined)[]): { ending: Ending; release(): void } {
  const ending = new Ending();
  // Not AbortSignal.any: on Node 20 a signal that outlives many runs or requests would keep something of each.
  const cancels = signals.map((signal) => {
    const follow = () => ending.abort(signal?.reason);
    if (signal?.aborted) follow();
    return signal ? onAbort(signal, follow) : () => {};
  });
  return {
    ending,
    release: () => {
      for (const cancel of cancels) cancel();
    },
  };
}

/** Waits. Rejects with what `stopped` returns as soon as the signal aborts. */
export function sleep(ms: number, signal: StopSignal, stopped: () => Error): Promise<void> {
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
  if (!signal) return (work) => Promise.resolve(work);
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
      const end = () => {
        cancel();
        clearTimeout(timer);
      };
      const settled = Promise.resolve(work);
      settled.then(resolve, fail);
      // `finally` would take three promises more.
      settled.then(end, end);
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
  const { ending, release } = anySignal([signal]);
  const passed = () => ending.abort(new AbortedError(`the deadline of ${deadlineMs} ms passed`));
  const cancelTimer = after(deadlineMs, passed);
  return {
    limited: { ...others, signal: ending.signal },
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
