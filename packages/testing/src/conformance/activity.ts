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

/** Before a test fakes it. */
const nextTurn = globalThis.setImmediate;

/** Tracks the given work, all calls of WebCrypto, and the reading of files and request bodies. Those settle in a fixed order. */
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
  const inOrder = createOrder();
  const restores = tracked().flatMap(([target, names]) =>
    names.map((name) => {
      const own = Object.getOwnPropertyDescriptor(target, name);
      const original = target[name] as Methods[string];
      target[name] = function (this: unknown, ...parameters) {
        return track(inOrder(() => Reflect.apply(original, this, parameters)));
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

/**
 * Lets calls settle in the order in which they began, each in a turn of the event loop of its own. What steps do side by side then does
 * not depend on which thread is faster: such as how many changes of a delivery are stored together.
 */
function createOrder(): <T>(begin: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let isWithin = false;
  return (begin) => {
    // `Blob.text` may call `Blob.arrayBuffer`, which must not wait for it.
    if (isWithin) return begin();
    isWithin = true;
    let work: ReturnType<typeof begin>;
    try {
      work = begin();
    } finally {
      isWithin = false;
    }
    const isNext = Promise.allSettled([last, work]).then(() => new Promise<void>((resolve) => void nextTurn(resolve)));
    last = isNext;
    return isNext.then(() => work);
  };
}
