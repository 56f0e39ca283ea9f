import type { Store } from "@hrflow-connectors/core";

/** How a store operation fails: before or after it takes effect. */
export type StoreFault = (typeof storeFaults)[number];
export const storeFaults = ["fails", "fails after storing the value"] as const;

export interface InspectableStore extends Store {
  /** The stored values, as written. */
  contents: ReadonlyMap<string, string>;
  /** The operations so far, such as `store the token`. */
  operations: readonly string[];
  /** Makes the operation at an index (from 0) fail, and every later one too if `lasting`. */
  injectFault(at: number, fault: StoreFault, lasting: boolean): void;
  /** Removes the injected fault. */
  restore(): void;
  /** Stores a value directly. It does not count as an operation. */
  replace(key: string, value: string): void;
}

/** A store that outlives the runs of a test, exposes its contents, and fails on demand. */
export function createInspectableStore(): InspectableStore {
  const contents = new Map<string, string>();
  const operations: string[] = [];
  let injected: StoreFault | undefined;
  let isDue = (_at: number) => false;

  /** Error messages include the key and the value, as those of a careless store do. */
  const operate = async <T>(verb: string, key: string, value: string, work: () => T): Promise<T> => {
    const fails = isDue(operations.length);
    operations.push(`${verb} ${recordKind(key)}`);
    if (!fails) return work();
    if (injected !== "fails") work();
    throw new Error(`no room for ${key} ${value}`);
  };
  return {
    contents,
    operations,
    getItem: (key) => operate("read", key, "", () => contents.get(key) ?? null),
    setItem: (key, value) => operate("store", key, value, () => void contents.set(key, value)),
    removeItem: (key) => operate("remove", key, "", () => void contents.delete(key)),
    injectFault(at, fault, lasting) {
      injected = fault;
      isDue = (index) => index === at || (lasting && index > at);
    },
    restore() {
      isDue = () => false;
    },
    replace: (key, value) => void contents.set(key, value),
  };
}

const recordKinds = {
  ":token:": "the token",
  ":delivery:": "the delivery",
  ":owner:": "the owner of a record",
  ":dead-letter:": "a dead letter",
  ":dead-letters:": "the list of dead letters",
  ":cursor": "the cursor",
  ":result": "the result",
  ":webhook:": "a webhook event",
} as const;

export type RecordKind = (typeof recordKinds)[keyof typeof recordKinds];

/** The kind of record that a run stores under a key. */
export function recordKind(key: string): RecordKind {
  const [, kind] = Object.entries(recordKinds).find(([mark]) => key.includes(mark)) ?? [];
  if (kind === undefined) throw new Error(`an unknown kind of record: ${key}`);
  return kind;
}
