import type { Step, WasSent } from "../contract/warehouse";
import { AbortedError, ConfigurationError, ConnectorError } from "../errors";
import { isPlainData } from "../hash";
import { isRefusal, nothingCreated } from "../retry-rules";
import { sleep } from "../stop";
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
  /** Ids of the records that belong to other items, by step: never adopted. Shared by the items of a run. */
  owned?: Map<string, Set<string>>;
  signal?: AbortSignal | undefined;
}

export function createDelivery(settings: DeliverySettings): Delivery {
  const { record, owned = new Map(), signal = new AbortController().signal } = settings;
  const save = settings.save ?? (async () => {});
  const used = new Set<string>();
  const unknown = new Set<string>();
  /** Steps that may succeed, or turn out to have succeeded, in another run. */
  const open = new Set<string>();

  const own = (key: string, kept: object) => {
    const id = idOf(kept);
    if (id !== undefined) owned.set(key, (owned.get(key) ?? new Set<string>()).add(id));
  };
  const isOthers = (key: string, kept: object) => {
    const id = idOf(kept);
    return id !== undefined && (record.known.includes(id) || owned.get(key)?.has(id) === true);
  };
  /** The record that an attempt created, if it is found and no other item's. Throws if it cannot be told from others. */
  const find = async <Created extends object, Kept extends object, Sent>(
    key: string,
    step: Step<Created, Kept, Sent>,
    { identity, sent }: Pick<IntendedStep, "identity" | "sent">,
  ): Promise<Created | null> => {
    const hashes = identity ?? (await identityHashes(record, step.identity));
    const wasSent: WasSent = async (name, value) =>
      typeof value === "string" && (hashes[name] ?? []).includes(await identityHash(record, value));
    const found = [(await step.find?.(wasSent, sent as Sent)) ?? []].flat() as Created[];
    const fitting = found.filter((created) => !isOthers(key, step.keep(created, sent as Sent)));
    if (fitting.length > 1) {
      throw new ConnectorError(`${fitting.length} records match what was sent: which one was created is unknown`, {
        code: "unsure",
      });
    }
    return fitting[0] ?? null;
  };
  const finish = async <Created extends object, Kept extends object, Sent>(
    name: string,
    key: string,
    step: Step<Created, Kept, Sent>,
    created: Created,
    sent: Sent,
  ): Promise<Kept> => {
    const kept = step.keep(created, sent);
    if (typeof kept !== "object" || kept === null || !isPlainData(kept))
      throw new ConfigurationError(`step "${name}": keep must return plain data, such as { id }: JSON stores it`);
    own(key, kept);
    record.steps[key] = { status: "done", kept };
    await save();
    // Open until it is saved: the next run looks up what this one could not remember.
    open.delete(name);
    return kept;
  };
  const create = async <Created extends object, Kept extends object, Sent>(
    name: string,
    key: string,
    step: Step<Created, Kept, Sent>,
  ): Promise<Kept> => {
    const sent = (await intentOf(name, step)) as Sent;
    const identity =
      settings.save && step.find && step.identity ? await identityHashes(record, step.identity) : undefined;
    const intended: IntendedStep = {
      status: "intended",
      at: Date.now(),
      ...(identity ? { identity } : {}),
      ...(sent === undefined ? {} : { sent }),
    };
    record.steps[key] = intended;
    await save();
    // No request leaves then.
    const wasStopped = signal.aborted;
    let created: Created;
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
  /** Nothing was sent yet: what was left open before remains open. */
  const intentOf = async (name: string, step: Pick<Step<object, object, unknown>, "sent">) => {
    try {
      return await step.sent?.();
    } catch (error) {
      if (nothingCreated(error) && isRefusal(error)) open.delete(name);
      throw error;
    }
  };
  return {
    startedAt: record.startedAt,
    isUnknown: (name) => unknown.has(name),
    isFinished: () => open.size === 0,
    async step(name, step) {
      if (used.has(name)) {
        throw new ConfigurationError(`step "${name}" runs twice for one item: name each step by what it creates`);
      }
      used.add(name);
      const key = await stepKey(record, name);
      const known = record.steps[key];
      if (known?.status === "done") {
        own(key, known.kept);
        return known.kept as never;
      }
      open.add(name);
      if (known?.status === "intended") {
        unknown.add(name);
        const found = await findUntil(
          () => lookUp(name, key, step, known),
          lastSentAt(known) + (step.visibleAfterMs ?? 0),
          signal,
          name,
        );
        unknown.delete(name);
        if (found !== null) return finish(name, key, step, found, known.sent as never);
      }
      return create(name, key, step);
    },
  };

  async function lookUp<Created extends object, Kept extends object, Sent>(
    name: string,
    key: string,
    step: Step<Created, Kept, Sent>,
    intended: IntendedStep,
  ): Promise<Created | null> {
    if (step.find) return find(key, step, intended);
    if (step.repeatable) return null;
    throw new ConnectorError(`it is unknown whether the earlier attempt created "${name}"`, { code: "unsure" });
  }
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
