import type { Failure } from "./failure";
import type { Receipt } from "./receipt";

/** Every name that is counted in a run. Events count items. */
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

/** What a run answers. A run never throws for what an origin, a vendor or a user's function does. */
export interface RunResult {
  status: Status;
  reason: Reason;
  /** Every name is present, 0 when it did not happen. */
  events: Record<EventName, number>;
  /** The cursor that the next incremental run of this workflow starts from; null in `"sync"` mode. */
  readFrom: string | null;
  runId: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** ISO 8601, UTC. */
  finishedAt: string;
  /** One per record made, the first 1,000. */
  receipts: Receipt[];
  /** One per thing that was not done, the first 1,000. */
  failures: Failure[];
}
