import { type Delivery, describeError, type ReceiptDraft, type Step } from "@hrflow-connectors/core";
import { distinct } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import { appearsWithinMs } from "./appears-within";
import { strangersOf } from "./candidate-fields";

/** What goes along with a candidate: a step that fails is a warning, never a failure and never a second candidate. */
export interface FollowUp {
  warn(message: string): void;
  /** Has the next run do what is missing. */
  leaveOpen(): void;
  /** Reads what a step needs; undefined when it failed. What may pass is left for the next run. */
  read<T>(said: StepWords, reading: () => Promise<T>): Promise<T | undefined>;
  /**
   * Does a step of the delivery, and tells what it made without; undefined when it failed, or when what became of it is not
   * known.
   */
  step<Made extends object, Intent>(
    name: string,
    said: StepWords,
    step: FollowingStep<Made, Intent>,
  ): Promise<Made | undefined>;
  /** The candidate's receipt, with what it lacks. */
  receipt(candidate: number): ReceiptDraft;
}

type FollowingStep<Made, Intent> = Pick<Step<Made, Intent>, "intent" | "make"> &
  Required<Pick<Step<Made, Intent>, "find">>;

/** How a warning speaks of a step: "resume" and "attached". */
interface StepWords {
  what: string;
  done: string;
  /** What it is known to lack, told of where it was not done. */
  lacks?: string[];
}

/** What was made says what it lacks, which another run does not know. */
interface Lacking {
  warnings?: string[];
}

/** Starts with what the item is known to lack. */
export function createFollowUp(item: GreenhouseCandidateItem, delivery: Delivery, signal: AbortSignal): FollowUp {
  const warnings = [...(item.warnings ?? []), ...strangersOf(item).map((field) => `${field} not sent: ${noField}`)];
  return {
    warn: (message) => void warnings.push(message),
    leaveOpen: () => delivery.leaveOpen(),
    async read({ what, done }, reading) {
      try {
        return await reading();
      } catch (error) {
        const { message, retryable } = describeError(error);
        warnings.push(`${what} not ${done}: ${message}`);
        if (retryable) delivery.leaveOpen();
        return undefined;
      }
    },
    async step<Made extends object, Intent>(
      name: string,
      { what, done, lacks = [] }: StepWords,
      step: FollowingStep<Made, Intent>,
    ) {
      const wasStopped = signal.aborted;
      let blind: unknown;
      const find = (intent: Intent | undefined) =>
        step.find(intent).catch((error: unknown) => {
          blind = error;
          throw error;
        });
      try {
        const made = await delivery.step(name, { ...step, find, appearsWithinMs });
        warnings.push(...((made as Lacking).warnings ?? []));
        return made;
      } catch (error) {
        const isUnsure = blind !== undefined && !wasStopped;
        const failure = isUnsure ? `whether the ${what} was ${done} is not known` : `${what} not ${done}`;
        const reasons = isUnsure ? [error, blind] : [error];
        const said = distinct(reasons.map((reason) => describeError(reason).message)).join("; ");
        warnings.push(...lacks, `${failure}: ${said}`);
        return undefined;
      }
    },
    receipt: (candidate) => ({
      id: String(candidate),
      ...(warnings.length > 0 ? { warnings: distinct(warnings) } : {}),
    }),
  };
}

const noField = "it is no field of a Greenhouse candidate";
