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
  /** Does a step of the delivery; undefined when it failed, or when what became of it is not known. */
  step<Made>(
    name: string,
    said: StepWords,
    step: Required<Pick<Step<Made>, "make" | "find">>,
  ): Promise<Made | undefined>;
  /** The candidate's receipt, with what it lacks. */
  receipt(candidate: number): ReceiptDraft;
}

/** How a warning speaks of a step: "resume" and "attached". */
interface StepWords {
  what: string;
  done: string;
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
    async step(name, { what, done }, { make, find }) {
      const wasStopped = signal.aborted;
      let blind: unknown;
      const lookUp = () =>
        find().catch((error: unknown) => {
          blind = error;
          throw error;
        });
      try {
        return await delivery.step(name, { make, find: lookUp, appearsWithinMs });
      } catch (error) {
        const isUnsure = blind !== undefined && !wasStopped;
        const failure = isUnsure ? `whether the ${what} was ${done} is not known` : `${what} not ${done}`;
        const reasons = isUnsure ? [error, blind] : [error];
        warnings.push(`${failure}: ${distinct(reasons.map((reason) => describeError(reason).message)).join("; ")}`);
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
