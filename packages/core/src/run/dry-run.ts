import type { FieldChange, Plan, PlanDraft } from "../contract/result";
import type { Lease, RunOptions, Store } from "../contract/run";
import { isTokenKey } from "../state/state";
import { isRecord } from "./parameters";

/** Lists are capped, so that memory does not grow with the number of items. */
const listed = 1_000;

export function createPlan(): Plan {
  return { counts: { create: 0, update: 0, skip: 0, archive: 0 }, items: [] };
}

export function addToPlan(plan: Plan, reference: string | null, drafts: readonly PlanDraft[]): void {
  for (const { notes = [], ...draft } of drafts) {
    plan.counts[draft.action] += 1;
    const item = { reference, ...draft, ...(notes.length > 0 ? { notes } : {}) };
    if (plan.items.length < listed) plan.items.push(item);
  }
}

/** The options of a run, which of a dry run have a store that nothing is saved in. */
export function optionsOf<Options extends RunOptions>(input: unknown, options: Options): Options & { isDry: boolean } {
  const isDry = isDryRun(input);
  const { store } = options;
  return { ...options, isDry, ...(isDry && store ? { store: readOnly(store) } : {}) };
}

/** The options of a check, which saves tokens alone. */
export function readOnlyOptions(options: RunOptions): RunOptions & { isDry: boolean } {
  const { store, onEvent: _, ...others } = options;
  return { ...others, isDry: true, ...(store ? { store: readOnly(store) } : {}) };
}

function isDryRun(input: unknown): boolean {
  try {
    const given = isRecord(input) ? input.actionParameters : undefined;
    return isRecord(given) && given.dryRun === true;
  } catch {
    // What cannot be read is refused.
    return false;
  }
}

/** Tokens alone are saved: a refresh token that was used is replaced, and the new one would be lost. */
function readOnly(store: Store): Store {
  const lock = store.lock?.bind(store);
  return {
    getItem: (key) => store.getItem(key),
    setItem: (key, value) => (isTokenKey(key) ? store.setItem(key, value) : undefined),
    removeItem: (key) => (isTokenKey(key) ? store.removeItem(key) : undefined),
    ...(store.getKeys ? { getKeys: (base: string) => store.getKeys?.(base) } : {}),
    ...(lock ? { lock: async (key, ttlMs, signal) => (isTokenKey(key) ? lock(key, ttlMs, signal) : nothingHeld) } : {}),
  };
}

const nothingHeld: Lease = { renew: async () => true, release: async () => {} };

/**
 * The fields of a record that an update would change, for `Writer.plan`: those that `after` has and that differ from `before`, by the
 * field within an object, and lists as a whole.
 */
export function changesOf(before: object, after: object, path = ""): FieldChange[] {
  return Object.entries(after).flatMap(([name, to]) => {
    const from: unknown = (before as Record<string, unknown>)[name];
    if (isRecord(from) && isRecord(to)) return changesOf(from, to, `${path}${name}.`);
    if (isSame(from, to)) return [];
    const change: FieldChange = { field: `${path}${name}` };
    if (from !== undefined && from !== null) change.from = from;
    if (to !== undefined && to !== null) change.to = to;
    return [change];
  });
}

/** Vendors return null or nothing, and an empty list, for what is absent. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => (Array.isArray(value) && value.length === 0 ? null : (value ?? null));
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}
