import type { Step, WasSent } from "../contract/warehouse";
import { AbortedError, ConfigurationError, ConnectorError } from "../errors";
import { beforeSending, isRefusal, nothingCreated } from "../retry-rules";
import { isPlainData } from "../state/state";
import { sleep } from "../stop";
import type { Ownership } from "./adoption";
import { type DeliveryRecord, type IntendedStep, identityHash, identityHashes, stepKey } from "./delivery-record";

/** The delivery of one item: its steps, each at most once across runs. */
export interface Delivery {
  /** Epoch milliseconds of the first attempt. */
  startedAt: number;
  step<Created extends object, Kept extends object, Sent>(name: string, step: Step<Created, Kept, Sent>): Promise<Kept>;
  /** Whether it is unknown if the step created its record. */
  isUnknown(name: string): boolean;
  /** Whether no step may still succeed in another run. */
  isFinished(): boolean;
}

export interface DeliverySettings {
  record: DeliveryRecord;
  /** Saves the record, before a request leaves and after its response. Null: it lasts as long as the run. */
  save: (() => Promise<void>) | null;
  ownership: Ownership;
  /** The time by the vendor's clock, in epoch milliseconds. */
  vendorNow(): number;
  signal: AbortSignal;
}

/** The vendor's clock is known to about a second. */
const clockMarginMs = 60_000;

type AnyStep = Step<object, object, unknown>;

export function createDelivery(settings: DeliverySettings): Delivery {
  const { record, ownership, vendorNow, signal } = settings;
  const save = settings.save ?? (async () => {});
  const used = new Set<string>();
  const unknown = new Set<string>();
  /** Steps that may succeed, or turn out to have succeeded, in another run. */
  const open = new Set<string>();

  const list = async (step: AnyStep, intended: Omit<IntendedStep, "status">): Promise<object[]> => {
    const hashes = intended.identity ?? (await identityHashes(record, step.identity));
    const wasSent: WasSent = async (name, value) =>
      typeof value === "string" && (hashes[name] ?? []).includes(await identityHash(record, value));
    const since = (intended.vendorAt ?? intended.at) - clockMarginMs;
    return [(await step.find?.(wasSent, intended.sent, since)) ?? []].flat();
  };
  /** Ids that match before the create: they are others. */
  const listBefore = async (step: AnyStep, intended: Omit<IntendedStep, "status">): Promise<string[] | undefined> => {
    if (!step.find || !step.looksBefore) return undefined;
    const idsOf = async (vendorAt: number) => {
      const found = await list(step, { ...intended, vendorAt });
      return found.map((one) => idOf(step.keep(one, intended.sent))).filter((id) => id !== undefined);
    };
    try {
      const assumed = vendorNow();
      const ids = await idsOf(assumed);
      // The response tells the vendor's time: if it was assumed wrongly, the lookup covered another period.
      return Math.abs(vendorNow() - assumed) < clockMarginMs / 2 ? ids : await idsOf(vendorNow());
    } catch (error) {
      throw beforeSending(error);
    }
  };
  /** The record that an attempt created, if it is found. Throws if it cannot be told from others. */
  const find = async (key: string, step: AnyStep, intended: IntendedStep): Promise<object | null> => {
    const fitting: object[] = [];
    for (const one of await list(step, intended)) {
      const id = idOf(step.keep(one, intended.sent));
      const isKnown = id !== undefined && (record.known.includes(id) || intended.before?.includes(id));
      if (!isKnown && !(id !== undefined && (await ownership.isOthers(key, id)))) fitting.push(one);
    }
    if (fitting.length > 1) {
      const message = `${fitting.length} records match what was sent: which one was created is unknown`;
      throw new ConnectorError(message, { code: "unsure" });
    }
    return fitting[0] ?? null;
  };
  const finish = async (name: string, key: string, step: AnyStep, created: object, sent: unknown): Promise<object> => {
    const kept: unknown = step.keep(created, sent);
    if (typeof kept !== "object" || kept === null || !isPlainData(kept))
      throw new ConfigurationError(`step "${name}": keep must return plain data, such as { id }: JSON stores it`);
    const id = idOf(kept);
    if (step.identity && id !== undefined) await ownership.claim(key, id);
    record.steps[key] = { status: "done", kept };
    await save();
    // Open until it is saved: the next run looks up what this one could not remember.
    open.delete(name);
    unknown.delete(name);
    return kept;
  };
  const create = async (name: string, key: string, step: AnyStep): Promise<object> => {
    const refusedBefore = (error: unknown) => {
      if (nothingCreated(error) && isRefusal(error)) open.delete(name);
      throw error;
    };
    const sent = await Promise.resolve(step.sent?.()).catch(refusedBefore);
    const identity = settings.save && step.identity ? await identityHashes(record, step.identity) : undefined;
    const drafted = {
      at: Date.now(),
      ...(identity ? { identity } : {}),
      ...(sent === undefined ? {} : { sent }),
    };
    const before = await listBefore(step, drafted);
    const intended: IntendedStep = {
      status: "intended",
      ...drafted,
      ...(before ? { before, vendorAt: vendorNow() } : {}),
    };
    record.steps[key] = intended;
    await save();
    // No request leaves then.
    const wasStopped = signal.aborted;
    let created: object;
    try {
      created = await step.create(sent);
    } catch (error) {
      if (wasStopped || nothingCreated(error)) {
        if (isRefusal(error)) open.delete(name);
        delete record.steps[key];
        await save();
        throw error;
      }
      // If the response was lost but the record was created, adopt it. One look must do here: the next run waits for records that
      // show late.
      const endedAt = Date.now();
      const found = step.find ? await find(key, step, intended).catch(() => null) : null;
      if (found === null) {
        unknown.add(name);
        record.steps[key] = { ...intended, endedAt };
        // It only shortens a wait: the intent is in the store already.
        await save().catch(() => undefined);
        throw error;
      }
      created = found;
    }
    return finish(name, key, step, created, sent);
  };
  const resume = async (name: string, key: string, step: AnyStep, intended: IntendedStep): Promise<object | null> => {
    if (!step.find && step.repeatable) return null;
    unknown.add(name);
    if (!step.find) {
      const message = `it is unknown whether the earlier attempt created "${name}"`;
      throw new ConnectorError(message, { code: "unsure" });
    }
    const until = lastSentAt(intended) + (step.visibleAfterMs ?? 0);
    const found = await findUntil(() => find(key, step, intended), until, signal, name);
    if (found === null) unknown.delete(name);
    return found && finish(name, key, step, found, intended.sent);
  };
  const run = async (name: string, step: AnyStep): Promise<object> => {
    if (used.has(name)) {
      throw new ConfigurationError(`step "${name}" runs twice for one item: name each step by what it creates`);
    }
    used.add(name);
    const key = await stepKey(record, name);
    const known = record.steps[key];
    if (known?.status === "done") return known.kept;
    open.add(name);
    const identity = step.isMarked ? undefined : step.identity;
    return ownership.inTurn(key, identity, async () => {
      const found = known ? await resume(name, key, step, known) : null;
      return found ?? create(name, key, step);
    });
  };
  return {
    startedAt: record.startedAt,
    isUnknown: (name) => unknown.has(name),
    isFinished: () => open.size === 0,
    step: run as Delivery["step"],
  };
}

/** The id by which a kept record is known. */
function idOf(kept: object): string | undefined {
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

/** Looks until the record is found, and for the last time not before `until`. Throws `AbortedError` if the signal ends the wait. */
async function findUntil<Created>(
  find: () => Promise<Created | null>,
  until: number,
  signal: AbortSignal,
  name: string,
): Promise<Created | null> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const isLast = Date.now() >= until;
    const found = await find();
    if (found !== null || isLast) return found;
    await sleep(
      Math.max(0, Math.min(pauseMs, until - Date.now())),
      signal,
      () => new AbortedError(`"${name}" was neither found nor created: the run was stopped`),
    );
  }
}
