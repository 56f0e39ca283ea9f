import type { ReceiptDraft } from "../contract/v1";

/** A step that was about to be made: whether it was is not known. */
export interface IntendedStep {
  status: "intended";
  /** Epoch milliseconds of the intent. Records of older versions are without it. */
  at?: number;
  /** Epoch milliseconds at which the attempt ended without telling what came of it. Left out where its process died before. */
  endedAt?: number;
  /** What was about to be sent, as far as the step says it. */
  intent?: unknown;
}

/** What is known of a step. */
export type StepRecord = IntendedStep | { status: "done"; made: unknown };

/** What the store keeps of the delivery of one item to one account: ids and hashes, and the words of warnings. */
export interface DeliveryRecord {
  /** Epoch milliseconds of the first attempt. */
  startedAt: number;
  /** Of the item that was sent. */
  contentHash: string;
  steps: Record<string, StepRecord>;
  /** Of all that was made, once nothing is left to do. */
  receipts: ReceiptDraft[] | null;
  /** Ids that earlier deliveries of the same item made. */
  known: string[];
}

export function createDeliveryRecord(contentHash: string, known: string[] = []): DeliveryRecord {
  return { startedAt: Date.now(), contentHash, steps: {}, receipts: null, known };
}

export function isDeliveryRecord(value: unknown): value is DeliveryRecord {
  return (
    typeof value === "object" &&
    value !== null &&
    "startedAt" in value &&
    typeof value.startedAt === "number" &&
    "steps" in value &&
    typeof value.steps === "object"
  );
}
