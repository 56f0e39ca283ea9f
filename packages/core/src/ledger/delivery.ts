import type { Step } from "../contract/write";
import { AbortedError, ConfigurationError, ConnectorError } from "../errors";
import { beforeSending, isRefusal, nothingCreated } from "../retry-rules";
import { isPlainData } from "../state/plain-data";
import { type AnyStep, createLookup, idOf, type LookupSettings } from "./adoption";
import { createSaver, type IntendedStep, identityHashes, stepKey } from "./delivery-record";

/** The delivery of one item: its steps, each at most once across runs. Steps may run side by side. */
export interface Delivery {
  /** Epoch milliseconds of the first attempt. */
  startedAt: number;
  /** Names of the steps that earlier runs began, first those that are done. What follows a colon is hashed. */
  begun: readonly string[];
  step<Created extends object, Kept extends object, Sent>(name: string, step: Step<Created, Kept, Sent>): Promise<Kept>;
  /** Whether it is unknown if the step created its record. */
  isUnknown(name: string): boolean;
  /** Whether another run may do the step that failed. */
  mayFollow(name: string): boolean;
  /** Leaves every step that is not done to another run: from here on they throw this error, unsent. */
  giveUp(error: ConnectorError): void;
  /** Whether no step may still succeed in another run. */
  isFinished(): boolean;
  /** Resolves once no step is running, also those that the writer did not wait for. No other step may begin then. */
  settled(): Promise<void>;
  /** Saves what is done, if no intent has carried it to the store yet. */
  flush(): Promise<void>;
}

export interface DeliverySettings extends LookupSettings {
  /** Saves the record, before a request leaves and after its response. Null: it lasts as long as the run. */
  save: (() => Promise<void>) | null;
}

export function createDelivery(settings: DeliverySettings): Delivery {
  const { record, ownership, vendorOffsetMs, signal } = settings;
  const lookup = createLookup(settings);
  let isUnsaved = false;
  let givenUp: ConnectorError | undefined;
  const { save } = createSaver(async () => {
    const wasUnsaved = isUnsaved;
    // What is done from here on is not in this save.
    isUnsaved = false;
    await settings.save?.().catch((error: unknown) => {
      isUnsaved ||= wasUnsaved;
      throw error;
    });
  });
  const used = new Set<string>();
  const running = new Set<Promise<unknown>>();
  let hasEnded = false;
  const unknown = new Set<string>();
  /** Steps that may succeed, or turn out to have succeeded, in another run. */
  const open = new Set<string>();
  /** Those whose outcome stays unknown, since nothing can look their records up. */
  const unclear = new Set<string>();

  const finish = async (name: string, key: string, step: AnyStep, created: object, sent: unknown): Promise<object> => {
    // It exists, but as long as that is not noted, no other step may go on as if it did not.
    unknown.add(name);
    const kept: unknown = step.keep(created, sent);
    if (typeof kept !== "object" || kept === null || !isPlainData(kept))
      throw new ConfigurationError(`step "${name}": keep must return plain data, such as { id }: JSON stores it`);
    const id = idOf(kept);
    if (step.identity && id !== undefined) await ownership.claim(key, id);
    const carries = record.steps[key]?.carries;
    record.steps[key] = { status: "done", kept, ...(carries ? { carries } : {}) };
    isUnsaved = true;
    // The next save carries it: until then its intent is in the store, and a lookup finds the record. Without a lookup it is saved at
    // once; if that fails, `flush` tries again and reports it beside the receipt.
    if (!step.find) await save().catch(() => undefined);
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
    const started = { status: "intended", at: Date.now(), ...(identity ? { identity } : {}) } as const;
    let intended: IntendedStep = { ...started, ...(sent === undefined ? {} : { sent }) };
    const intend = async (): Promise<void> => {
      const before = await lookup.before(step, intended);
      const offsetMs = vendorOffsetMs();
      const carried = await Promise.all((step.carries?.(intended.sent) ?? []).map((other) => stepKey(record, other)));
      intended = {
        ...started,
        ...(intended.sent === undefined ? {} : { sent: intended.sent }),
        ...(before === undefined ? {} : { before }),
        ...(offsetMs === undefined ? {} : { vendorAt: Date.now() + offsetMs }),
        ...(carried.length > 0 ? { carries: carried } : {}),
      };
      const earlier = record.steps[key];
      record.steps[key] = intended;
      await save(() => {
        // No request leaves, so no later save may say that one did.
        if (earlier) record.steps[key] = earlier;
        else delete record.steps[key];
      });
    };
    await intend();
    // No request leaves then.
    const wasStopped = signal.aborted;
    let created: object;
    try {
      created = await step.create(sent, (revised) => {
        intended = { ...intended, sent: revised };
        return intend().catch((error: unknown) => Promise.reject(beforeSending(error)));
      });
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
      const found = step.find ? await lookup.once(key, step, intended).catch(() => null) : null;
      if (found === null) {
        unknown.add(name);
        record.steps[key] = { ...intended, endedAt };
        // It only shortens a wait: the intent is in the store already.
        await save().catch(() => undefined);
        throw error;
      }
      created = found;
    }
    return finish(name, key, step, created, intended.sent);
  };
  const resume = async (name: string, key: string, step: AnyStep, intended: IntendedStep): Promise<object | null> => {
    if (!step.find && step.repeatable) return null;
    unknown.add(name);
    if (!step.find) {
      unclear.add(name);
      const message = `it is unknown whether the earlier attempt created "${name}"`;
      throw new ConnectorError(message, { code: "unsure" });
    }
    const found = await lookup.untilVisible(name, key, step, intended);
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
    if (Object.values(record.steps).some(({ status, carries }) => status === "done" && carries?.includes(key)))
      return {};
    // Its lock may be another process's by now.
    if (hasEnded) throw beforeSending(new AbortedError(`"${name}" was not sent: its item has ended`));
    open.add(name);
    if (givenUp) throw beforeSending(givenUp);
    const identity = step.isMarked ? undefined : step.identity;
    return ownership.inTurn(key, identity, async () => {
      const found = known ? await resume(name, key, step, known) : null;
      return found ?? create(name, key, step);
    });
  };
  return {
    startedAt: record.startedAt,
    begun: Object.entries(record.steps)
      .sort(([, one], [, other]) => Number(other.status === "done") - Number(one.status === "done"))
      .map(([name]) => name),
    isUnknown: (name) => unknown.has(name),
    mayFollow: (name) => open.has(name) && !unclear.has(name),
    giveUp(error) {
      givenUp ??= error;
    },
    isFinished: () => open.size === 0,
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
      hasEnded = true;
    },
    flush: async () => {
      if (isUnsaved) await save();
    },
    step: ((name: string, step: AnyStep) => {
      const work = run(name, step);
      running.add(work);
      const end = () => running.delete(work);
      work.then(end, end);
      return work;
    }) as Delivery["step"],
  };
}
