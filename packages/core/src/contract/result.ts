/** A logger as pino has it: fields first, then the message. */
export type Logger = Record<"debug" | "info" | "warn" | "error", (fields: object, message: string) => void>;

/** The names that a run counts. Events count items. */
export const eventNames = [
  "read_success",
  "read_failure",
  "format_failure",
  "logics_discard",
  "logics_failure",
  "write_success",
  "write_failure",
  "callback_failure",
  "callback_executed",
  "item_to_read_from_failure",
] as const;

export type EventName = (typeof eventNames)[number];

/** Why a run stopped early; empty unless it did. */
export type Reason =
  | ""
  | "aborted"
  | "item_to_read_from_failure"
  | "origin_does_not_support_incremental"
  | "backend_not_configured_in_incremental_mode"
  | "workflow_id_not_found"
  | "event_parsing_failure"
  | "bad_action_parameters"
  | "bad_origin_parameters"
  | "bad_target_parameters"
  | "format_failure"
  | "logics_failure"
  | "read_failure"
  | "write_failure";

export type Status = "success" | "success_with_failures" | "fatal";

/** What a run resolves to, whatever an origin, a vendor or a user's function does. */
export interface RunResult {
  status: Status;
  reason: Reason;
  /** Every name is present, 0 if it did not happen. */
  events: Record<EventName, number>;
  /** The cursor that the next incremental run of this workflow starts from; null in `"sync"` mode. */
  readFrom: string | null;
  runId: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** ISO 8601, UTC. */
  finishedAt: string;
  /** One per record created or archived, the first 1,000. */
  receipts: Receipt[];
  /** One per thing that was not done, the first 1,000. */
  failures: Failure[];
  /** With `dryRun`: what the run would do. */
  plan?: Plan;
  /** Present if the parameters ask that records are archived which the origin does not hold any more. */
  archiving?: Archiving;
}

/** What a run would do if it were not a dry run. */
export interface Plan {
  /** How many records there are of each action. */
  counts: Record<PlannedAction, number>;
  /** One per record, the first 1,000. */
  items: PlannedItem[];
}

/** `"skip"`: nothing would be sent, since it was delivered before or the target is to be left as it is. */
export type PlannedAction = "create" | "update" | "skip" | "archive";

export interface PlannedItem {
  action: PlannedAction;
  /** The origin item's own reference, else its key or id. */
  reference: string | null;
  /** The record's id at the target, if it exists. */
  id?: string;
  url?: string;
  /** With `"create"`: what format and logics returned. */
  item?: unknown;
  /** With `"update"`: the fields that would change, if a look-up tells. */
  changes?: FieldChange[];
  /** Why, one sentence each, and what would be lost. */
  notes?: string[];
}

/** A field of a record that would change; absent values are left out. */
export interface FieldChange {
  /** `info.email` */
  field: string;
  from?: unknown;
  to?: unknown;
}

/** What a run archived. */
export interface Archiving {
  /** How many records. Each has a receipt with `archived`. */
  archived: number;
  /** Why the run archived none, for people: an incremental or filtered read, a failure, more than the limit allows, ... */
  skipped?: string;
}

/** A record that was created, updated or archived at the target. */
export interface Receipt {
  /** The origin item's own reference, else its key or id. */
  reference: string | null;
  /** The record's id at the target. */
  id: string;
  /** Where a person can look at the record. */
  url?: string;
  /**
   * What the record lacks or somebody should look at, one sentence each: a resume that could not be downloaded, a school that the
   * vendor does not know, another record of the same person.
   */
  warnings?: string[];
  /** The record is not complete yet, and another run may complete it: the next incremental one reads the item again. */
  pending?: true;
  /** Nothing was sent: an earlier run of the same push created the record. */
  replayed?: boolean;
  /** Beside `replayed`: the item differs from what was sent. */
  changed?: boolean;
  /** The record was archived: the origin does not hold it any more. `reference` is the record's own then. */
  archived?: boolean;
}

/** What a writer returns for a record. The runner adds the rest. */
export type ReceiptDraft = Omit<Receipt, "reference" | "replayed" | "changed" | "archived">;

/** What a writer says that it would do with an item. */
export type PlanDraft = Omit<PlannedItem, "reference">;

/** Where in a run something failed. */
export type Stage = "parameters" | "open" | "read" | "format" | "logics" | "write" | "callback";

/** The plain form of an error, with secrets redacted. */
export interface FailureError {
  /** A stable code for programs: `validation_failed`, `authentication_failed`, `timeout`, ... */
  code: string;
  /** A sentence for people. */
  message: string;
  /** The HTTP status, if the vendor responded. */
  status?: number;
  /** Whether the same call may succeed later. */
  retryable: boolean;
}

/** What was not done. */
export interface Failure {
  stage: Stage;
  /** The origin item's own reference, else its key or id; for parameters, the path of the faulty one. */
  reference: string | null;
  error: FailureError;
  /** The id of the dead letter that keeps the item, if there is a store: `replay` tries it again. */
  deadLetter?: string;
}

/** An event before the runner adds the run, the workflow and the time. */
export type RunEventDetails =
  | { type: "run.started"; action: string; connector: string }
  /** About how many items the read yields, once the origin tells it: not all do. The last one counts. */
  | { type: "read.total"; total: number }
  | { type: "item.read" | "item.discarded"; reference: string | null }
  | { type: "item.written"; reference: string | null; receipts: Receipt[] }
  | { type: "item.failed"; failure: Failure }
  | { type: "http.request"; method: string; url: string; attempt: number }
  | { type: "http.response"; method: string; url: string; attempt: number; status: number; durationMs: number }
  | { type: "http.retry"; method: string; url: string; attempt: number; delayMs: number; cause: string }
  /** The vendor responded with 429 (`retryAfterMs` is what it asked for), or the request waits until `time` plus `waitMs` for the limit. */
  | { type: "http.throttled"; method: string; url: string; retryAfterMs: number | null; waitMs?: number }
  | { type: "token.refreshed"; host: string }
  | { type: "run.finished"; result: RunResult };

/** What happens in a run, discriminated by `type`. No event carries a secret. URLs are without their query. */
export type RunEvent = RunEventDetails & {
  runId: string;
  workflowId: string;
  /** ISO 8601, UTC. */
  time: string;
};

/** An item that failed, as the store keeps it so that it can be replayed. It holds personal data; secrets are redacted. */
export interface DeadLetter {
  /** What a failure refers to: the run's id and a number within the run. */
  id: string;
  /** The run in which the item failed first. */
  runId: string;
  workflowId: string;
  /** The connector's slug and the action's id: `acme`, `push_profile`. */
  connector: string;
  action: string;
  /** Where it failed last; `read`: the origin did not hand over a file of the item when it was to be written. */
  stage: "read" | "format" | "logics" | "write";
  /** The origin item's own reference, else its key or id. */
  reference: string | null;
  /** Of the last attempt. */
  error: FailureError;
  /** The item itself was refused (422, 403 on the item): sending the same again cannot succeed. Anything else may succeed later. */
  permanent: boolean;
  /** In how many runs it was tried as it is. A change at the origin begins the count anew. */
  attempts: number;
  /** ISO 8601, UTC. */
  firstFailedAt: string;
  /** ISO 8601, UTC. */
  lastFailedAt: string;
  /** The origin's item as it was read. */
  item: unknown;
  /** Whether `item` is complete. It is not if a secret was redacted in it, or if JSON cannot hold it; it cannot be replayed then. */
  isWhole: boolean;
}
