import type { ReceiptDraft } from "../contract/result";
import type { Step } from "../contract/warehouse";
import { sha256 } from "../hash";

/** A step that was about to run: whether the record was created is unknown. */
export interface IntendedStep {
  status: "intended";
  /** Epoch milliseconds of the intent. */
  at: number;
  /** Epoch milliseconds at which the attempt ended without telling its outcome. Absent if its process died before. */
  endedAt?: number;
  /** Salted hashes of the step's `identity`. */
  identity?: Record<string, string[]>;
  /** The step's `sent`. */
  sent?: unknown;
}

export type StepRecord = IntendedStep | { status: "done"; kept: object };

/** What the store keeps of the delivery of one item to one account: ids, hashes and warnings. */
export interface DeliveryRecord {
  /** Epoch milliseconds of the first attempt. Also the salt of its hashes. */
  startedAt: number;
  /** Of the item that was sent. */
  contentHash: string;
  steps: Record<string, StepRecord>;
  /** Of all that was created, once every step has ended. */
  receipts: ReceiptDraft[] | null;
  /** Ids that earlier deliveries of the same item created. */
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

/** The key of a step: its name, with everything after the first colon as a hash, since it may be personal data. */
export async function stepKey({ startedAt }: DeliveryRecord, name: string): Promise<string> {
  const colon = name.indexOf(":");
  if (colon < 0) return name;
  return `${name.slice(0, colon)}:${(await sha256(`${startedAt} ${name}`)).slice(0, 32)}`;
}

/** Texts that differ only in case or surrounding blanks have one hash. The salt keeps deliveries apart. */
export function identityHash({ startedAt }: DeliveryRecord, value: string): Promise<string> {
  return sha256(`${startedAt} ${value.trim().toLowerCase()}`);
}

/** The hashes of each value of a step's identity. */
export async function identityHashes(
  record: DeliveryRecord,
  identity: Step<object, object>["identity"] = {},
): Promise<Record<string, string[]>> {
  const fields = Object.entries(identity).map(async ([name, values]) => {
    const texts = [values].flat().filter((value) => typeof value === "string" && value.trim() !== "") as string[];
    return [name, await Promise.all(texts.map((text) => identityHash(record, text)))] as const;
  });
  return Object.fromEntries(await Promise.all(fields));
}
