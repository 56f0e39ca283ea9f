/**
 * Pulls from a source up to `capacity` items ahead of whoever takes them, never two at a time, and stops pulling while
 * that many wait. Answers `undefined` at the end; a fault of the source is thrown once, after the items before it.
 */
export interface ReadAhead<Item> {
  next(): Promise<{ item: Item } | undefined>;
  /** Pulls nothing more and lets the source clean up. Items that wait are dropped. */
  stop(): void;
  /** Whether the source has ended and nothing waits. */
  isDrained(): boolean;
}

export function createReadAhead<Item>(open: () => AsyncIterable<Item>, capacity: number): ReadAhead<Item> {
  const waiting: { item: Item }[] = [];
  const takers: { resolve: (entry: { item: Item } | undefined) => void; reject: (error: unknown) => void }[] = [];
  let iterator: AsyncIterator<Item> | undefined;
  let pulling = false;
  let ended = false;
  let fault: { error: unknown } | undefined;

  const settle = () => {
    while (takers.length > 0 && waiting.length > 0) takers.shift()?.resolve(waiting.shift());
    if (!ended || takers.length === 0) return;
    if (fault) {
      takers.shift()?.reject(fault.error);
      fault = undefined;
    }
    for (const taker of takers.splice(0)) taker.resolve(undefined);
  };
  const pull = async () => {
    if (pulling || ended) return;
    pulling = true;
    try {
      while (!ended && waiting.length < capacity) {
        iterator ??= open()[Symbol.asyncIterator]();
        const step = await iterator.next();
        if (ended) break;
        if (step.done) ended = true;
        else waiting.push({ item: step.value });
        settle();
      }
    } catch (error) {
      if (!ended) fault = { error };
      ended = true;
    }
    pulling = false;
    settle();
  };
  const cleanUp = async () => {
    try {
      await iterator?.return?.();
    } catch {
      // Nobody waits for a source that is given up.
    }
  };
  return {
    next: () =>
      new Promise((resolve, reject) => {
        takers.push({ resolve, reject });
        settle();
        void pull();
      }),
    stop() {
      if (!ended) void cleanUp();
      ended = true;
      fault = undefined;
      waiting.length = 0;
      settle();
    },
    isDrained: () => ended && waiting.length === 0,
  };
}
