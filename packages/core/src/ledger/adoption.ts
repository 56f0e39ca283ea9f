import type { Store } from "../contract/shared";
import type { Step, WasSent } from "../contract/write";
import { AbortedError, ApiCallError, ConnectorError } from "../errors";
import { canonical } from "../formats/values";
import { beforeSending, isRefusal } from "../retry-rules";
import { type Held, withLock } from "../state/lock";
import { ownerKey, readRecord, sha256, turnKey, writeRecord } from "../state/state";
import { type StopSignal, sleep } from "../stop";
import { type DeliveryRecord, type IntendedStep, identityHash, identityHashes } from "./delivery-record";

/** Whose a record is, among the items of one account: a record that another item created is never adopted. */
export interface Ownership {
  /** Runs work that creates or adopts a record. Steps of the same identity take turns. */
  inTurn<T>(step: string, identity: Step<object, object>["identity"], work: (held: Held) => Promise<T>): Promise<T>;
  /** Notes that a record belongs to this item. */
  claim(step: string, id: string): Promise<void>;
  isOthers(step: string, id: string): Promise<boolean>;
}

/** What the items of one run share. */
export interface OwnershipSettings {
  store: Store | undefined;
  /** The connector and the hash of the account. */
  account: string;
  signal: StopSignal;
}

/**
 * Ownership in a store, which outlasts the run, or without one in the memory of the run. With a store, `item` is a hash: it is stored,
 * through `fenced` if that is given.
 */
export function createOwnership({ store, account, signal }: OwnershipSettings) {
  const owners = new Map<string, string>();
  return (item: string, fenced = store): Ownership => {
    const keyOf = async (step: string, id: string) => {
      const known = JSON.stringify([account, step, id]);
      // Nothing leaves the process without a store: hashing would be most of an item's time.
      return store ? ownerKey(await sha256(known)) : known;
    };
    return {
      async inTurn(step, identity, work) {
        if (!identity) return work({ check: () => {} });
        const values = Object.entries(identity).map(([name, value]) => [
          name,
          [value].flat().flatMap((text) => (typeof text === "string" ? canonical(text) : [])),
        ]);
        const key = turnKey(await sha256(JSON.stringify([account, step, values])));
        return withLock(store, key, work, signal);
      },
      async claim(step, id) {
        const key = await keyOf(step, id);
        owners.set(key, item);
        if (fenced) await writeRecord(fenced, key, { item });
      },
      async isOthers(step, id) {
        const key = await keyOf(step, id);
        const owner = owners.get(key) ?? (store ? (await readRecord(store, key, isOwner))?.item : undefined);
        return owner !== undefined && owner !== item;
      },
    };
  };
}

function isOwner(record: object): record is { item: string } {
  return typeof (record as { item?: unknown }).item === "string";
}

export type AnyStep = Step<object, object, unknown>;

/** What is known of an intent before its create is sent. */
type Draft = Omit<IntendedStep, "status">;

/** Looks records up whose create has an unknown outcome. */
export interface Lookup {
  /** Ids that match before the create: they are others. Undefined if the step does not look, null if it may not. */
  before(step: AnyStep, draft: Draft): Promise<string[] | null | undefined>;
  /** The record that an attempt created, if it is found. Throws if it cannot be distinguished from others. */
  once(key: string, step: AnyStep, intended: IntendedStep): Promise<object | null>;
  /** The same, until the record must be visible. Throws `AbortedError` if the run is stopped meanwhile. */
  untilVisible(name: string, key: string, step: AnyStep, intended: IntendedStep): Promise<object | null>;
}

/** The vendor's clock is known to about a second, and may differ from machine to machine. */
const clockMarginMs = 60_000;

export interface LookupSettings {
  record: DeliveryRecord;
  ownership: Ownership;
  /** How far the vendor's clock is ahead of ours, in milliseconds; undefined as long as it is unknown. */
  vendorOffsetMs(): number | undefined;
  signal: StopSignal;
}

export function createLookup({ record, ownership, vendorOffsetMs, signal }: LookupSettings): Lookup {
  const list = async (step: AnyStep, draft: Draft): Promise<object[]> => {
    const hashes = draft.identity ?? (await identityHashes(record, step.identity));
    const wasSent: WasSent = async (name, value) =>
      typeof value === "string" && (hashes[name] ?? []).includes(await identityHash(record, value));
    const listSince = async (at: number) => [(await step.find?.(wasSent, draft.sent, at - clockMarginMs)) ?? []].flat();
    if (draft.vendorAt !== undefined) return listSince(draft.vendorAt);
    const assumedMs = vendorOffsetMs() ?? 0;
    const found = await listSince(draft.at + assumedMs);
    const offsetMs = vendorOffsetMs() ?? 0;
    // The response tells the vendor's time: if it was assumed wrongly, the lookup covered another period.
    return Math.abs(offsetMs - assumedMs) < clockMarginMs / 2 ? found : listSince(draft.at + offsetMs);
  };
  const once: Lookup["once"] = async (key, step, intended) => {
    const fitting: object[] = [];
    for (const one of await list(step, intended)) {
      const id = idOf(step.keep(one, intended.sent));
      const isKnown = id !== undefined && (record.known.includes(id) || intended.before?.includes(id));
      if (!isKnown && !(id !== undefined && (await ownership.isOthers(key, id)))) fitting.push(one);
    }
    // What matches may have been there before: it could not be listed.
    if (fitting.length > 0 && intended.before === null) {
      throw new ConnectorError("a record matches what was sent, but it may be another one", { code: "unsure" });
    }
    if (fitting.length > 1) {
      const message = `${fitting.length} records match what was sent: which one was created is unknown`;
      throw new ConnectorError(message, { code: "unsure" });
    }
    return fitting[0] ?? null;
  };
  return {
    async before(step, draft) {
      const { looksBefore } = step;
      const isAsked = typeof looksBefore === "function" ? looksBefore(draft.sent) : looksBefore;
      if (!step.find || !isAsked) return undefined;
      try {
        const found = await list(step, draft);
        return found.map((one) => idOf(step.keep(one, draft.sent))).filter((id) => id !== undefined);
      } catch (error) {
        // A credential that may not look can still create. What it may look up later proves nothing then.
        if (ApiCallError.isInstance(error) && isRefusal(error)) return null;
        throw beforeSending(error);
      }
    },
    once,
    async untilVisible(name, key, step, intended) {
      const until = lastSentAt(intended) + (step.visibleAfterMs ?? 0);
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
        const isLast = Date.now() >= until;
        const found = await once(key, step, intended);
        if (found !== null || isLast) return found;
        await sleep(
          Math.max(0, Math.min(pauseMs, until - Date.now())),
          signal,
          () => new AbortedError(`"${name}" was neither found nor created: the run was stopped`),
        );
      }
    },
  };
}

/** The id by which a kept record is known. */
export function idOf(kept: object): string | undefined {
  const { id } = kept as { id?: unknown };
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

/** Between two lookups: twice as long each time, so that a short wait stays short and a long one sends few requests. */
const firstPauseMs = 1_000;
const longestPauseMs = 10_000;

/** How long an attempt may take until its last request leaves: the rate limit, retries, a file to download. */
const longestAttemptMs = 15 * 60_000;

/** The last moment at which the request of a step may have left, in epoch milliseconds: none left after its process died. */
function lastSentAt({ at, endedAt }: IntendedStep): number {
  return Math.min(Date.now(), endedAt ?? at + longestAttemptMs);
}
