/** A server that keeps texts for all machines. What it rejects with may pass, unless it is a `ConfigurationError`. */
export interface TextServer {
  name: string;
  /** The text, or null if the key is absent, and the time by the server's clock in milliseconds. */
  read(key: string): Promise<{ text: string | null; now: number }>;
  /** Saves a text in place of the one before, if that is still there. */
  swap(key: string, before: string | null, after: string, ttlMs: number): Promise<{ isSwapped: boolean; now: number }>;
}

export interface Change {
  /** Must be unlike every text before it. */
  text: string;
  ttlMs: number;
  /** Called once it is saved. */
  onSaved(): void;
}

/** One text, which machines change in turn. */
export interface SharedText {
  /** Milliseconds by the server's clock, at most. */
  now(): number;
  /** Changes the text. Resolves to false if another machine did so first: nothing is saved then. */
  save(change: (text: string | null) => Change): Promise<boolean>;
}

const longestCallMs = 5_000;

export function createSharedText(server: TextServer, key: string): SharedText {
  /** What the server is believed to have; undefined if that is unknown. */
  let known: string | null | undefined;
  /** What was sent and not confirmed: a lost reply may hide that it was saved. */
  let attempted: Change | undefined;
  /** The server's clock less ours. A reply takes a moment, so it shows the least that this may be. */
  let offset = Number.NEGATIVE_INFINITY;

  const now = () => performance.now() + offset;
  const call = async <T extends { now: number }>(work: Promise<T>): Promise<T> => {
    const reply = await inTime(work);
    const least = reply.now - performance.now();
    // Clocks drift. One that is far behind was set back, or is another server's.
    offset = least < offset - 1_000 ? least : Math.max(least, offset - 1);
    return reply;
  };
  const confirm = (change: Change) => {
    known = change.text;
    attempted = undefined;
    change.onSaved();
  };
  return {
    now,
    async save(change) {
      const before = known === undefined ? (await call(server.read(key))).text : known;
      if (attempted && attempted.text === before) {
        confirm(attempted);
        return true;
      }
      const next = change(before);
      attempted = next;
      known = undefined;
      const { isSwapped } = await call(server.swap(key, before, next.text, next.ttlMs));
      if (isSwapped) confirm(next);
      return isSwapped;
    },
  };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no reply in time")), longestCallMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
