import type { FailureError } from "./failure";

/** An item that failed, as the store keeps it so that it can be tried again. It holds personal data; secrets are struck out. */
export interface DeadLetter {
  /** What a failure points to: the run's id and a number within the run. */
  id: string;
  /** The run that the item failed in first. */
  runId: string;
  workflowId: string;
  /** The slug of the connector, and the id of its action: `acme`, `push_profile`. */
  connector: string;
  action: string;
  /** Where it failed last. */
  stage: "format" | "logics" | "write";
  /** The origin item's own reference, else its key or id. */
  reference: string | null;
  /** Of the last attempt. */
  error: FailureError;
  /** The item was surely refused as it is (422, 403 on the item): the same again is of no use. Anything else may pass later. */
  permanent: boolean;
  /** How often it was tried, in runs. */
  attempts: number;
  /** ISO 8601, UTC. */
  firstFailedAt: string;
  /** ISO 8601, UTC. */
  lastFailedAt: string;
  /** The origin's item as it was read. */
  item: unknown;
  /** Whether `item` is all of it. A secret that was struck out, or what JSON cannot hold, is missing: such an item cannot be replayed. */
  isWhole: boolean;
}
