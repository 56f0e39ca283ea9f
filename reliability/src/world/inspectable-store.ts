import type { Store } from "@hrflow-connectors/core";

/** How an operation of a store fails: nothing is kept, or the value is kept and its keeper hears of a failure. */
export type StoreFault = (typeof storeFaults)[number];
export const storeFaults = ["fails", "fails, but keeps the value"] as const;

export interface InspectableStore extends Store {
  /** What it holds, as it was written. */
  contents: ReadonlyMap<string, string>;
  /** What was asked of it so far, such as `keeping the token`. */
  operations: readonly string[];
  /** Has the operation of a number fail, from 0, and those after it if it lasts. */
  fail(at: number, fault: StoreFault, lasting: boolean): void;
  /** Nothing fails any longer. */
  heal(): void;
}

/** A store that outlives the runs of a test, shows what it holds, and can be told to fail. */
export function createInspectableStore(): InspectableStore {
  const contents = new Map<string, string>();
  const operations: string[] = [];
  let fault: StoreFault | undefined;
  let isDue = (_at: number) => false;

  /** The words of its failures hold what they are about, as a careless store's do. */
  const operate = async <T>(verb: string, key: string, value: string, work: () => T): Promise<T> => {
    const fails = isDue(operations.length);
    operations.push(`${verb} ${kindOf(key)}`);
    if (!fails) return work();
    if (fault !== "fails") work();
    throw new Error(`no room for ${key} ${value}`);
  };
  return {
    contents,
    operations,
    getItem: (key) => operate("reading", key, "", () => contents.get(key) ?? null),
    setItem: (key, value) => operate("keeping", key, value, () => void contents.set(key, value)),
    removeItem: (key) => operate("removing", key, "", () => void contents.delete(key)),
    fail(at, how, lasting) {
      fault = how;
      isDue = (number) => number === at || (lasting && number > at);
    },
    heal() {
      isDue = () => false;
    },
  };
}

function kindOf(key: string): string {
  if (key.includes(":token:")) return "the token";
  return key.includes(":delivery:") ? "the delivery" : "the result";
}
