import type { Delivery, Step } from "../contract/v1";
import { ConnectorError } from "../errors";
import type { DeliveryRecord, IntendedStep } from "./delivery-record";
import { findUntil, lastSentAt } from "./find-until";
import { isPermanentRefusal, surelyNotMade } from "./surely-not-made";

/**
 * A delivery over its record, which `store` keeps before a request leaves and after its answer; with null, it is remembered as
 * long as the run.
 */
export function createDelivery(
  record: DeliveryRecord,
  store: (() => Promise<void>) | null,
  signal: AbortSignal = new AbortController().signal,
): Delivery & { isFinished(): boolean } {
  const save = store ?? (async () => {});
  /** Steps that may succeed, or turn out to be done, at another time. */
  const open = new Set<string>();
  let isLeftOpen = false;

  /** Open until it is kept: the next run looks up what this one could not remember. */
  const finish = async <Made>(name: string, made: Made): Promise<Made> => {
    record.steps[name] = { status: "done", made };
    await save();
    open.delete(name);
    return made;
  };
  const lookUp = async <Made, Intent>(
    name: string,
    step: Step<Made, Intent>,
    intended: IntendedStep,
  ): Promise<Made | null> => {
    const { appearsWithinMs = 0 } = step;
    if (!step.find)
      throw new ConnectorError(`whether the earlier "${name}" got through is not known`, { code: "unsure" });
    const find = async () => (await step.find?.(intended.intent as Intent | undefined)) ?? null;
    return findUntil(find, lastSentAt(intended) + appearsWithinMs, signal, name);
  };
  /** For another run alone: this one has the same in hand. Nothing was sent yet: what was left open before stays so. */
  const intentOf = async <Made, Intent>(name: string, step: Step<Made, Intent>): Promise<Intent | undefined> => {
    try {
      return store ? await step.intent?.() : undefined;
    } catch (error) {
      if (surelyNotMade(error) && isPermanentRefusal(error)) open.delete(name);
      throw error;
    }
  };
  const make = async <Made, Intent>(name: string, step: Step<Made, Intent>): Promise<Made> => {
    const intent = await intentOf(name, step);
    const intended: IntendedStep = {
      status: "intended",
      at: Date.now(),
      ...(intent === undefined ? {} : { intent }),
    };
    record.steps[name] = intended;
    await save();
    let made: Made;
    try {
      made = await step.make();
    } catch (error) {
      if (surelyNotMade(error)) {
        if (isPermanentRefusal(error)) open.delete(name);
        delete record.steps[name];
        await save();
        throw error;
      }
      // What was made without our hearing of it is adopted; if that cannot be told now, it stays open for the next run, which
      // waits for what shows late: here, one look must do.
      const endedAt = Date.now();
      const found = step.find ? await step.find(intent).catch(() => null) : null;
      if (found === null) {
        record.steps[name] = { ...intended, endedAt };
        // It only shortens a wait: the intent is in the store already.
        await save().catch(() => undefined);
        throw error;
      }
      made = found;
    }
    return finish(name, made);
  };
  return {
    startedAt: record.startedAt,
    known: record.known,
    isFinished: () => open.size === 0 && !isLeftOpen,
    leaveOpen() {
      isLeftOpen = true;
    },
    async step<Made, Intent>(name: string, step: Step<Made, Intent>): Promise<Made> {
      const known = record.steps[name];
      if (known?.status === "done") return known.made as Made;
      open.add(name);
      if (known?.status === "intended") {
        const found = await lookUp(name, step, known);
        if (found !== null) return finish(name, found);
      }
      return make(name, step);
    },
  };
}
