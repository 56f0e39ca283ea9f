import type { Delivery, Step } from "../contract/v1";
import { ConnectorError, describeError } from "../errors";
import type { DeliveryRecord } from "./delivery-record";
import { surelyNotMade } from "./surely-not-made";

/** A delivery over its record; `save` is awaited before a request leaves and after its answer. */
export function createDelivery(
  record: DeliveryRecord,
  save: () => Promise<void>,
): Delivery & { isFinished(): boolean } {
  /** Steps that may succeed, or turn out to be done, at another time. */
  const open = new Set<string>();

  const finish = async <Made>(name: string, made: Made): Promise<Made> => {
    record.steps[name] = { status: "done", made };
    open.delete(name);
    await save();
    return made;
  };
  const lookUp = async <Made>(name: string, step: Step<Made>): Promise<Made | null> => {
    if (!step.find)
      throw new ConnectorError(`whether the earlier "${name}" got through is not known`, { code: "unsure" });
    return step.find();
  };
  const make = async <Made>(name: string, step: Step<Made>): Promise<Made> => {
    record.steps[name] = { status: "intended" };
    await save();
    try {
      return await finish(name, await step.make());
    } catch (error) {
      if (surelyNotMade(error)) {
        if (!describeError(error).retryable) open.delete(name);
        delete record.steps[name];
        await save();
        throw error;
      }
      // What was made without our hearing of it is adopted; if that cannot be told now, it stays open for the next run.
      const found = step.find ? await step.find().catch(() => null) : null;
      if (found === null) throw error;
      return finish(name, found);
    }
  };
  return {
    startedAt: record.startedAt,
    known: record.known,
    isFinished: () => open.size === 0,
    async step<Made>(name: string, step: Step<Made>): Promise<Made> {
      const known = record.steps[name];
      if (known?.status === "done") return known.made as Made;
      open.add(name);
      if (known?.status === "intended") {
        const found = await lookUp(name, step);
        if (found !== null) return finish(name, found);
      }
      return make(name, step);
    },
  };
}
