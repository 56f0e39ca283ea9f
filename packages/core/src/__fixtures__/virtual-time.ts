import { vi } from "vitest";

interface Timer {
  at: number;
  id: number;
  call(): void;
}

/**
 * Runs work in virtual time: as soon as nothing is left to do, the next timer fires. For tens of thousands of timers, among which the
 * fake timers of vitest search one by one. Throws if the work waits for something that never comes.
 */
export async function inVirtualTime<T>(work: () => Promise<T>): Promise<T> {
  const start = Date.UTC(2026, 0, 1);
  const due: Timer[] = [];
  const cancelled = new Set<number>();
  let now = 0;
  let lastId = 0;
  const turn = setImmediate;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.spyOn(Date, "now").mockImplementation(() => start + now);
  vi.stubGlobal("setTimeout", (call: () => void, ms = 0) => {
    lastId += 1;
    insert(due, { at: now + Math.max(1, ms), id: lastId, call });
    return lastId;
  });
  vi.stubGlobal("clearTimeout", (id: number) => void cancelled.add(id));
  try {
    let hasEnded = false;
    const outcome = work().finally(() => {
      hasEnded = true;
    });
    outcome.catch(() => undefined);
    while (!hasEnded) {
      // Several turns of the event loop: streams of bodies need more than one.
      for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => turn(resolve));
      if (hasEnded) break;
      const first = takeFirst(due);
      if (!first) throw new Error("the work waits for something that never comes");
      now = first.at;
      for (let next: Timer | undefined = first; next; next = due[0]?.at === now ? takeFirst(due) : undefined)
        if (!cancelled.delete(next.id)) next.call();
    }
    return await outcome;
  } finally {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.id < other.id);
}

/** A binary heap: the first timer to fire is the first entry. */
function insert(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const above = (index - 1) >> 1;
    if (!isBefore(timer, heap[above] as Timer)) break;
    heap[index] = heap[above] as Timer;
    index = above;
  }
  heap[index] = timer;
}

function takeFirst(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const smaller = right < heap.length && isBefore(heap[right] as Timer, heap[left] as Timer) ? right : left;
    if (smaller >= heap.length || !isBefore(heap[smaller] as Timer, last)) break;
    heap[index] = heap[smaller] as Timer;
    index = smaller;
  }
  heap[index] = last;
  return first;
}
