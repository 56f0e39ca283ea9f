import type { Failure } from "./failure";
import type { Receipt } from "./receipt";
import type { RunResult } from "./run-result";

type Details =
  | { type: "run.started"; action: string; connector: string }
  | { type: "item.read"; reference: string | null }
  | { type: "item.discarded"; reference: string | null }
  | { type: "item.written"; reference: string | null; receipts: Receipt[] }
  | { type: "item.failed"; failure: Failure }
  | { type: "http.request"; method: string; url: string; attempt: number }
  | { type: "http.response"; method: string; url: string; attempt: number; status: number; durationMs: number }
  | { type: "http.retry"; method: string; url: string; attempt: number; delayMs: number; cause: string }
  /** The vendor said 429 (`retryAfterMs` is what it asked for), or, with `waitMs`, the request waits for so long as far as is known, so as to stay within the vendor's limit. */
  | { type: "http.throttled"; method: string; url: string; retryAfterMs: number | null; waitMs?: number }
  | { type: "token.refreshed"; host: string }
  | { type: "run.finished"; result: RunResult };

/** What happens in a run, told apart by `type`. No event carries a secret. */
export type RunEvent = Details & {
  runId: string;
  workflowId: string;
  /** ISO 8601, UTC. */
  time: string;
};

/** An event as its place of origin tells it; the runner adds the run, the workflow and the time. */
export type RunEventDetails = Details;
