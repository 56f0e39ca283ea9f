import type { RateWindow, TokenBucket } from "../contract/connection";
import { onAbort } from "../stop";
import { createRateWindow } from "./rate-window";
import { createTokenBucket, type Gate } from "./token-bucket";

/** Permission to send one request. */
export interface Turn {
  /** Must be called with the outcome, whatever it is: the vendor's response, or null if none arrived. */
  finish(response: { status: number; headers: Headers } | null): void;
  /** After a 429: no request leaves for this time. `isTold` says whether the vendor named it. */
  pause(waitMs: number, isTold: boolean): void;
  /** How many times the vendor has responded with 429 since it last accepted a request. */
  refusals(): number;
}

export interface TurnRequest {
  /** Runs take turns; each has its requests sent in the order that they came. */
  run: string;
  /** A request that was sent before goes ahead of the others of its run. */
  isRetry: boolean;
  signal: AbortSignal;
  /** Until when it waits, in epoch milliseconds. */
  deadline: number;
  /** Called once if it has to wait: how long, as far as is known. */
  onWait(waitMs: number): void;
  /** The error if the signal ends the wait. */
  stopped(): Error;
  /** The error if the deadline ends the wait. */
  tooLate(): Error;
}

/** Lets the requests of one account leave as its vendor allows. */
export interface RateLimiter {
  turn(request: TurnRequest): Promise<Turn>;
  /** Replaces the rule, for everybody. */
  use(rule: TokenBucket | RateWindow): void;
  /** Whether nothing was sent for this time, and nobody waits. */
  isIdle(forMs: number): boolean;
}

interface Waiter {
  resolve(turn: Turn): void;
}

/** If the clock is set back by more than this, the times noted so far no longer hold. */
const clockStepMs = 20;

export function createRateLimiter(firstRule: TokenBucket | RateWindow): RateLimiter {
  let rule = firstRule;
  let lastNow = Date.now();
  let gate = createGate(rule, lastNow);
  let pausedUntil = 0;
  let refusals = 0;
  /** Requests that were under way together and are refused together count as one refusal. */
  let round = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const queues = new Map<string, Waiter[]>();

  const restart = (now: number) => {
    gate = createGate(rule, now);
    pausedUntil = 0;
    refusals = 0;
  };
  const clock = () => {
    const now = Date.now();
    if (now < lastNow - clockStepMs) restart(now);
    lastNow = now;
    return now;
  };
  const waitMs = (now: number, ahead = 0) => Math.max(pausedUntil - now, gate.waitMs(now, ahead), 0);

  const pump = () => {
    clearTimeout(timer);
    timer = undefined;
    while (queues.size > 0) {
      const now = clock();
      const ms = waitMs(now);
      if (ms > 0) {
        timer = setTimeout(pump, ms);
        return;
      }
      next(queues)?.resolve(take(now));
    }
  };
  const take = (now: number): Turn => {
    const learn = gate.take(now);
    const sentIn = round;
    return {
      finish(response) {
        learn(response?.headers ?? null, clock());
        if (response?.status === 429) {
          if (sentIn === round) refusals += 1;
          if (sentIn === round) round += 1;
        } else if (response && sentIn === round) refusals = 0;
        pump();
      },
      pause(ms, isTold) {
        const until = clock() + ms;
        pausedUntil = Math.max(pausedUntil, until);
        gate.refused(lastNow, isTold ? until : null);
        pump();
      },
      refusals: () => refusals,
    };
  };
  return {
    turn: ({ run, isRetry, signal, deadline, onWait, stopped, tooLate }) =>
      new Promise<Turn>((resolve, reject) => {
        if (signal.aborted) throw stopped();
        const ahead = count(queues);
        let isWaiting = true;
        const leave = (error: Error) => {
          end();
          remove(queues, run, waiter);
          reject(error);
          pump();
        };
        const waiter: Waiter = {
          resolve(turn) {
            end();
            resolve(turn);
          },
        };
        add(queues, run, waiter, isRetry);
        let late: ReturnType<typeof setTimeout> | undefined;
        let cancel = () => {};
        const end = () => {
          isWaiting = false;
          clearTimeout(late);
          cancel();
        };
        pump();
        if (!isWaiting) return;
        late = setTimeout(() => leave(tooLate()), Math.max(0, deadline - lastNow));
        cancel = onAbort(signal, () => leave(stopped()));
        onWait(waitMs(lastNow, ahead));
      }),
    use(other) {
      if (JSON.stringify(other) === JSON.stringify(rule)) return;
      rule = other;
      gate = createGate(rule, clock());
      pump();
    },
    isIdle: (forMs) => queues.size === 0 && Math.abs(Date.now() - lastNow) > forMs,
  };
}

function createGate(rule: TokenBucket | RateWindow, now: number): Gate {
  return "windowMs" in rule ? createRateWindow(rule) : createTokenBucket(rule, now);
}

function add(queues: Map<string, Waiter[]>, run: string, waiter: Waiter, isFirst: boolean): void {
  const queue = queues.get(run) ?? [];
  if (isFirst) queue.unshift(waiter);
  else queue.push(waiter);
  queues.set(run, queue);
}

/** Takes the next waiter. Its run then moves to the end of the line. */
function next(queues: Map<string, Waiter[]>): Waiter | undefined {
  for (const [run, queue] of queues) {
    const waiter = queue.shift();
    queues.delete(run);
    if (queue.length > 0) queues.set(run, queue);
    return waiter;
  }
  return undefined;
}

function remove(queues: Map<string, Waiter[]>, run: string, waiter: Waiter): void {
  const others = (queues.get(run) ?? []).filter((other) => other !== waiter);
  if (others.length > 0) queues.set(run, others);
  else queues.delete(run);
}

function count(queues: Map<string, Waiter[]>): number {
  let sum = 0;
  for (const queue of queues.values()) sum += queue.length;
  return sum;
}
