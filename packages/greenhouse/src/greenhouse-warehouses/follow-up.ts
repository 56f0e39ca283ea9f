import { describeError, type ReceiptDraft } from "@hrflow-connectors/core";
import { distinct } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import { strangersOf } from "./candidate-fields";

/** What goes along with a candidate: a step that fails is a warning, never a failure and never a second candidate. */
export interface FollowUp {
  warn(message: string): void;
  /** Tries a step; undefined when it failed. */
  attempt<T>(failure: string, step: () => Promise<T>): Promise<T | undefined>;
  /** The candidate's receipt, with what it lacks. */
  receipt(candidate: number): ReceiptDraft;
}

/** Starts with what the item is known to lack. */
export function createFollowUp(item: GreenhouseCandidateItem): FollowUp {
  const warnings = [...(item.warnings ?? []), ...strangersOf(item).map((field) => `${field} not sent: ${noField}`)];
  return {
    warn: (message) => void warnings.push(message),
    async attempt(failure, step) {
      try {
        return await step();
      } catch (error) {
        warnings.push(`${failure}: ${describeError(error).message}`);
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
