import type { Run, Subject } from "./environment";
import type { IsRead, Operation } from "./operations";
import type { TestedAction } from "./settings";

/** One promise of the plugin contract, and how to find out whether an action keeps it. */
export interface Check {
  /** A sentence about what holds. */
  name: string;
  /** What usually breaks it, and what to do. */
  advice: string;
  /** Finds one line for each violation. A check of many situations yields them one by one: who needs only some stops early. */
  find(): AsyncIterable<string> | Promise<readonly string[]>;
  /** Why the vendor's rules make the promise meaningless, if the settings say so. */
  leftOut?: string;
}

/** Returns the first violations that a check finds, at most `most`. */
export async function violationsOf({ find }: Pick<Check, "find">, most: number): Promise<string[]> {
  const found = find();
  if (!(Symbol.asyncIterator in found)) return (await found).slice(0, most);
  const first: string[] = [];
  for await (const violation of found) if (first.push(violation) >= most) break;
  return first;
}

/** The same check for a vendor whose rules make the promise meaningless: it finds a violation only if the promise is kept after all. */
export function leaveOut(check: Check, reason: string): Check {
  return {
    name: `${check.name} (left out: ${reason})`,
    advice: "Remove the check from `leftOut`: it passes.",
    leftOut: reason,
    async find() {
      const [violation] = await violationsOf(check, 1).catch((error: unknown) => [String(error)]);
      return violation === undefined ? ["the promise is kept"] : [];
    },
  };
}

/** An action under test, with what a run without faults does. */
export interface Tested<State = unknown> {
  subject: Subject<State>;
  action: TestedAction;
  /** Whether a request changes nothing. Vendors may read by POST. */
  isRead: IsRead;
  baseline(): Promise<Baseline>;
  /** The same action in the first situation: what a variant has in common with it is tested there. */
  earlier?: Tested<State>;
}

/** A run without faults. */
export interface Baseline {
  parts: readonly string[];
  ids: readonly string[];
  receipts: number;
  operations: Operation[];
  /** The operations of the store, in order. */
  storeOperations: readonly string[];
  run: Run;
  violations: readonly string[];
}
