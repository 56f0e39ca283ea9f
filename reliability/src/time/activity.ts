/** Tracks work that is in progress without waiting for a timer. */
export interface Activity {
  /** Counts the work as busy until it settles. Stalled work, which only a timer can end, does not count. */
  track<T>(work: Promise<T>, isStalled?: () => boolean): Promise<T>;
  isBusy(): boolean;
  /** Restores the original WebCrypto methods. */
  stop(): void;
}

const methods = ["digest", "encrypt", "decrypt", "importKey"] as const;

/** Tracks the given work and all calls of WebCrypto, which run on other threads. */
export function createActivity(): Activity {
  const pending = new Set<() => boolean>();
  const track = async <T>(work: Promise<T>, isStalled = () => false): Promise<T> => {
    const entry = () => isStalled();
    pending.add(entry);
    try {
      return await work;
    } finally {
      pending.delete(entry);
    }
  };
  const subtle = crypto.subtle as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>;
  const originals = methods.map((method) => [method, subtle[method]] as const);
  for (const [method, original] of originals) {
    subtle[method] = (...parameters) => track(Reflect.apply(original as () => Promise<unknown>, subtle, parameters));
  }
  return {
    track,
    isBusy: () => [...pending].some((isStalled) => !isStalled()),
    stop() {
      for (const [method] of originals) delete subtle[method];
    },
  };
}
