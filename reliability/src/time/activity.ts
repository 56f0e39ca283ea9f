/** What is really under way, beside what waits for a timer. */
export interface Activity {
  /** Counts as busy until it has settled; not any more once it is stuck, which only a timer can end. */
  track<T>(work: Promise<T>, isStuck?: () => boolean): Promise<T>;
  isBusy(): boolean;
  /** Ends the watch over digests and ciphers. */
  stop(): void;
}

const methods = ["digest", "encrypt", "decrypt", "importKey"] as const;

/** Watches over what it is given, and over WebCrypto, whose work is done by other threads. */
export function createActivity(): Activity {
  const stuckTests = new Set<() => boolean>();
  const track = async <T>(work: Promise<T>, isStuck = () => false): Promise<T> => {
    const test = () => isStuck();
    stuckTests.add(test);
    try {
      return await work;
    } finally {
      stuckTests.delete(test);
    }
  };
  const subtle = crypto.subtle as unknown as Record<string, (...words: unknown[]) => Promise<unknown>>;
  const originals = methods.map((method) => [method, subtle[method]] as const);
  for (const [method, original] of originals) {
    subtle[method] = (...words) => track(Reflect.apply(original as () => Promise<unknown>, subtle, words));
  }
  return {
    track,
    isBusy: () => [...stuckTests].some((isStuck) => !isStuck()),
    stop() {
      for (const [method] of originals) delete subtle[method];
    },
  };
}
