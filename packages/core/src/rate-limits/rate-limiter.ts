import type { RateWindow, TokenBucket } from "../contract/connection";
import type { Turn } from "../contract/shared";
import { after, onAbort, type StopSignal } from "../stop";
import { createRateWindow } from "./rate-window";
import { type Bucket, createSlots, createTokenBucket, type Gate, type Slots } from "./token-bucket";

export type { Turn };

export interface TurnRequest {
  /** Runs take turns; each has its requests sent in the order that they came. */
  run: string;
  /** A request that was sent before goes ahead of the others of its run. */
  isRetry: boolean;
  signal: StopSignal;
  /** Called once if it has to wait: how long, as far as is known. */
  onWait(waitMs: number): void;
  /** The error if the signal ends the wait. */
  stopped(): Error;
}

/** Lets the requests of one account leave as its vendor allows. */
export interface RateLimiter {
  /** Waits as long as it takes: only the signal ends the wait. */
  turn(request: TurnRequest): Promise<Turn>;
  /**
   * Runs a delivery, as many at once as may send a request within half a minute. Its intent is stored before its request waits for a turn,
   * so that wait must be short: a long one comes before the delivery begins.
   */
  deliver: Slots;
  /** Replaces the rule, for everybody. */
  use(rule: TokenBucket | RateWindow): void;
  /** Whether nothing was sent for this time, and nobody waits. */
  isIdle(forMs: number): boolean;
}

interface Waiter {
  resolve(turn: Turn): void;
}

/** A request that was sent, so that another kind of rule can count it. */
interface Sent {
  at: number;
  learn: ReturnType<Gate["take"]>;
  isUnderWay: boolean;
}

/** More than most vendors allow at once. */
const remembered = 500;

export function createRateLimiter(firstRule: TokenBucket | RateWindow): RateLimiter {
  // By the monotonic clock, set to the time of day once: windows compare it with what the vendor's headers say.
  const offset = Date.now() - performance.now();
  const clock = () => performance.now() + offset;
  let rule = firstRule;
  let gate = createGate(rule, clock());
  let lastSentAt = clock();
  let pausedUntil = 0;
  let refusals = 0;
  /** Requests that were under way together and are refused together count as one refusal. */
  let round = 0;
  let cancelTimer = () => {};
  const sent: Sent[] = [];
  const queues = new Map<string, Waiter[]>();
  let waiting = 0;

  const waitMs = (now: number, ahead = 0) => Math.max(pausedUntil - now, gate.waitMs(now, ahead), 0);

  const pump = () => {
    cancelTimer();
    while (queues.size > 0) {
      const now = clock();
      const ms = waitMs(now);
      if (ms > 0) {
        cancelTimer = after(ms, pump);
        return;
      }
      next(queues)?.resolve(take(now));
    }
  };
  const take = (now: number): Turn => {
    const entry: Sent = { at: now, learn: gate.take(now), isUnderWay: true };
    if (sent.push(entry) > remembered) sent.shift();
    lastSentAt = now;
    const sentIn = round;
    return {
      finish(response) {
        entry.learn(response?.headers ?? null, clock());
        entry.isUnderWay = false;
        if (response?.status === 429) {
          if (sentIn === round) refusals += 1;
          if (sentIn === round) round += 1;
        } else if (response && sentIn === round) refusals = 0;
        pump();
      },
      pause(ms, isTold) {
        const now = clock();
        pausedUntil = Math.max(pausedUntil, now + ms);
        gate.refused(now, isTold ? now + ms : null);
        pump();
      },
      refusals: () => refusals,
    };
  };
  /** What was sent counts under the new rule as well. */
  const change = (other: TokenBucket | RateWindow, now: number) => {
    rule = other;
    if (!isBucket(gate) || "windowMs" in other) {
      // As much as was sent may exceed the new burst.
      const roomy = "windowMs" in other ? other : { ...other, burst: other.burst + sent.length };
      gate = createGate(roomy, sent[0]?.at ?? now);
      for (const entry of sent) {
        gate.waitMs(entry.at);
        entry.learn = gate.take(entry.at);
        if (!entry.isUnderWay) entry.learn(null, entry.at);
      }
    }
    if (isBucket(gate) && !("windowMs" in other)) gate.change(other, now);
    if (pausedUntil > now) gate.refused(now, pausedUntil);
  };
  return {
    turn: ({ run, isRetry, signal, onWait, stopped }) =>
      new Promise<Turn>((resolve, reject) => {
        if (signal.aborted) throw stopped();
        const now = clock();
        if (queues.size === 0 && waitMs(now) <= 0) return resolve(take(now));
        const ahead = waiting;
        let isWaiting = true;
        let cancel = () => {};
        const end = () => {
          isWaiting = false;
          waiting -= 1;
          cancel();
        };
        const waiter: Waiter = {
          resolve(turn) {
            end();
            resolve(turn);
          },
        };
        add(queues, run, waiter, isRetry);
        waiting += 1;
        pump();
        if (!isWaiting) return;
        cancel = onAbort(signal, () => {
          // The abort of another request of the run may have given it the turn.
          if (!isWaiting) return;
          end();
          remove(queues, run, waiter);
          reject(stopped());
          pump();
        });
        onWait(Math.ceil(waitMs(clock(), ahead)));
      }),
    deliver: createSlots(() => requestsWithinHalfMinute(rule)),
    use(other) {
      if (JSON.stringify(other) === JSON.stringify(rule)) return;
      change(other, clock());
      pump();
    },
    isIdle: (forMs) => queues.size === 0 && clock() - lastSentAt > forMs,
  };
}

function isBucket(gate: Gate): gate is Bucket {
  return "change" in gate;
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

function requestsWithinHalfMinute(rule: TokenBucket | RateWindow): number {
  const { requests, perMs, burst } =
    "windowMs" in rule ? { requests: rule.limit, perMs: rule.windowMs, burst: 0 } : rule;
  return Math.max(1, Math.floor(burst + (requests * 30_000) / perMs));
}
