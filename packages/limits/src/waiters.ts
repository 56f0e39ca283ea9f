import type { Turn } from "@hrflow-connectors/core";

/** A request of this machine that waits. */
export interface Waiter {
  onWait(waitMs: number): void;
  resolve(turn: Turn): void;
  reject(error: unknown): void;
}

/** The requests of this machine that wait, by run. */
export class Waiters {
  readonly #queues = new Map<string, Waiter[]>();

  add(run: string, waiter: Waiter, isFirst: boolean): void {
    const queue = this.#queues.get(run) ?? [];
    if (isFirst) queue.unshift(waiter);
    else queue.push(waiter);
    this.#queues.set(run, queue);
  }

  remove(run: string, waiter: Waiter): void {
    const others = (this.#queues.get(run) ?? []).filter((other) => other !== waiter);
    if (others.length > 0) this.#queues.set(run, others);
    else this.#queues.delete(run);
  }

  /** Removes the first of a run and returns it. */
  next(run: string): Waiter | undefined {
    const [first] = this.#queues.get(run) ?? [];
    if (first) this.remove(run, first);
    return first;
  }

  /** Removes all and returns them. */
  clear(): Waiter[] {
    const all = this.all();
    this.#queues.clear();
    return all;
  }

  all(): Waiter[] {
    return [...this.#queues.values()].flat();
  }

  /** How many wait, by run. */
  counts(): Map<string, number> {
    return new Map([...this.#queues].map(([run, queue]) => [run, queue.length]));
  }

  get isEmpty(): boolean {
    return this.#queues.size === 0;
  }
}
