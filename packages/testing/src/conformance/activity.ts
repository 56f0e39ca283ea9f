/** Tracks work that is in progress without waiting for a timer. */
export interface Activity {
  /** Counts the work as busy until it settles. Stalled work, which only a timer can end, does not count. */
  track<T>(work: Promise<T>, isStalled?: () => boolean): Promise<T>;
  isBusy(): boolean;
  /** Restores the original methods of the platform. */
  stop(): void;
}

type Methods = Record<string, (...parameters: unknown[]) => Promise<unknown>>;

/** Work on other threads or on bodies in memory, which takes an unknown number of turns of the event loop. */
const tracked = (): [Methods, readonly string[]][] => [
  [crypto.subtle as unknown as Methods, ["digest", "encrypt", "decrypt", "importKey"]],
  [Blob.prototype as unknown as Methods, ["arrayBuffer", "text"]],
  [Request.prototype as unknown as Methods, ["arrayBuffer", "formData", "text", "json"]],
];

/** Tracks the given work, all calls of WebCrypto, and the reading of files and request bodies. */
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
  const restores = tracked().flatMap(([target, names]) =>
    names.map((name) => {
      const own = Object.getOwnPropertyDescriptor(target, name);
      const original = target[name] as Methods[string];
      target[name] = function (this: unknown, ...parameters) {
        return track(Reflect.apply(original, this, parameters));
      };
      return () => (own ? Object.defineProperty(target, name, own) : delete target[name]);
    }),
  );
  return {
    track,
    isBusy: () => [...pending].some((isStalled) => !isStalled()),
    stop() {
      for (const restore of restores) restore();
    },
  };
}
