import type { RateLimitRule } from "../contract/v1";
import { onAbort } from "../signals/on-abort";
import { createGate } from "./gate";

/** The leave to send one request. Its outcome must be told, whatever it is. */
export interface Turn {
  /** The vendor's answer; null when none came. */
  answered(answer: { status: number; headers: Headers } | null): void;
  /** After a 429: nobody sends for so long. */
  pause(waitMs: number, isTold: boolean): void;
  /** How many times the vendor has said 429 since it last took a request. */
  refusals(): number;
}

export interface TurnRequest {
  /** Runs take turns; each has its requests sent in the order that they came. */
  run: string;
  /** A request that was sent before goes before the others of its run. */
  isRetry: boolean;
  signal: AbortSignal;
  /** Until when it waits. */
  deadline: number;
  /** Told once, when it has to wait: how long, as far as is known. */
  onWait(waitMs: number): void;
  /** What is thrown when the signal, or the deadline, ends the wait. */
  stopped(): Error;
  tooLate(): Error;
}

/** Has the requests of one account leave as its vendor allows. */
export interface RateLimiter {
  turn(request: TurnRequest): Promise<Turn>;
  /** Another rule takes the place of the one so far, for all. */
  use(rule: RateLimitRule): void;
  /** Whether nothing was sent for so long, and nobody waits. */
  isIdle(forMs: number): boolean;
}

interface Waiter {
  resolve(turn: Turn): void;
}

/** When the clock is set back by more than that, what was noted of times does not hold any longer. */
const clockStepMs = 20;

export function createRateLimiter(firstRule: RateLimitRule): RateLimiter {
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
    const answered = gate.take(now);
    const sentIn = round;
    return {
      answered(answer) {
        answered(answer?.headers ?? null, clock());
        if (answer?.status === 429) {
          if (sentIn === round) refusals += 1;
          if (sentIn === round) round += 1;
        } else if (answer && sentIn === round) refusals = 0;
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
        let forget = () => {};
        const end = () => {
          isWaiting = false;
          clearTimeout(late);
          forget();
        };
        pump();
        if (!isWaiting) return;
        late = setTimeout(() => leave(tooLate()), Math.max(0, deadline - lastNow));
        forget = onAbort(signal, () => leave(stopped()));
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

function add(queues: Map<string, Waiter[]>, run: string, waiter: Waiter, isFirst: boolean): void {
  const queue = queues.get(run) ?? [];
  if (isFirst) queue.unshift(waiter);
  else queue.push(waiter);
  queues.set(run, queue);
}

/** The run whose turn it was comes last from then on. */
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
