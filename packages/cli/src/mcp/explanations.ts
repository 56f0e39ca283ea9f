import type { ErrorCode, Failure, FailureError, FindingCode, RunResult } from "@hrflow-connectors/core";

/** What a code means, and what to do about it. */
export interface Explanation {
  code: ErrorCode;
  meaning: string;
  next: string;
}

const correctItem = "Correct the item at the origin, or carry it by a format of your own in hrflow.config.ts.";
const later = "Try again later.";
const askOperator = "Ask the person who runs this server";

const errors: Record<ErrorCode, [meaning: string, next: string]> = {
  configuration: ["Something around the run is wrong, such as the store.", `${askOperator} to correct the config.`],
  invalid_item: ["The item lacks what the target requires, or a value cannot be sent as it is.", correctItem],
  unsafe_url: ["An address in the item is not public.", correctItem],
  invalid_request: ["The request does not fit the vendor's API.", correctItem],
  authentication_failed: ["The credential was refused.", `${askOperator} to correct it, then call check_workflow.`],
  permission_denied: ["The credential may not do this.", `${askOperator} to grant it the permission at the vendor.`],
  not_found: ["What the request names does not exist at the vendor.", "Call check_workflow, which looks for it."],
  conflict: ["The vendor has another record in its place, or somebody else changed it.", later],
  validation_failed: ["The vendor refused the content of the item.", correctItem],
  rate_limited: ["The vendor allows no more requests at present.", later],
  vendor_unavailable: ["The vendor's API is out of service.", later],
  api_call_failed: ["The vendor refused the request.", "Call check_workflow, then try again."],
  network_error: ["The vendor could not be reached.", later],
  timeout: ["The vendor did not respond in time.", later],
  unexpected_response: ["The response is not what the API returns.", later],
  response_too_large: ["The response is too large.", correctItem],
  partial_write: ["A part of the record was written, and a part was not.", "Replay it: only what is missing is sent."],
  unsure: [
    "It is not known whether the record was created, and it was not created again for that reason.",
    `${askOperator} to look for the record at the vendor.`,
  ],
  lease_lost: ["Another run worked on the same item.", later],
  store_unavailable: ["The store failed.", `${askOperator} to check the store of the config.`],
  limiter_unavailable: ["The shared rate limit failed.", `${askOperator} to check the limiter of the config.`],
  aborted: ["The run was stopped before this was done.", "Run the workflow again."],
  unexpected: ["Code of the config or of a connector failed.", `${askOperator} to read the message in a terminal.`],
};

/** Explains an error by its code alone, since its message may name a person. A code that is not known is `unexpected`. */
export function explain({ code: given }: Pick<FailureError, "code">): Explanation {
  const code = Object.hasOwn(errors, given) ? (given as ErrorCode) : "unexpected";
  const [meaning, next] = errors[code];
  return { code, meaning, next };
}

/** The message of a finding with one of these codes consists of numbers and of what the connector declares. */
export const safeFindings: ReadonlySet<FindingCode> = new Set([
  "parameters_valid",
  "nothing_checked",
  "credential_accepted",
  "credential_not_tried",
  "scopes_granted",
  "scope_missing",
  "writes_unknown",
  "clock_differs",
  "requests_left",
]);

const inTerminal = "`hrc check` in a terminal shows the whole message.";

const findings: Partial<Record<FindingCode, string>> = {
  invalid_parameters: `${askOperator} to correct this parameter in hrflow.config.ts, then to restart the server. ${inTerminal}`,
  credential_refused: `${askOperator} to correct the credential. ${inTerminal}`,
  unreadable: `${askOperator} to check what the parameters name, and the permissions of the credential. ${inTerminal}`,
  check_failed: `${later} ${inTerminal}`,
  reported: inTerminal,
};

/** What to do about a finding, by its code alone. */
export function adviceOn(code: FindingCode): string | undefined {
  return findings[code];
}

export interface NextSettings {
  name: string;
  /** The tool that was called. */
  tool: string;
  allowsWrites: boolean;
}

/** What to do after a run; undefined if nothing is left to do. */
export function nextAfter(
  { failures, reason }: Pick<RunResult, "failures" | "reason">,
  { name, tool, allowsWrites }: NextSettings,
): string | undefined {
  const has = (test: (failure: Failure) => boolean) => failures.some(test);
  if (has(({ error }) => error.code === "authentication_failed"))
    return explain({ code: "authentication_failed" }).next;
  if (has(({ stage }) => stage === "parameters"))
    return `${askOperator} to correct the parameters of "${name}" in hrflow.config.ts, then to restart the server.`;
  if (reason === "aborted") return `Call ${tool} again. What was delivered is not sent again.`;
  if (failures.length === 0) return undefined;
  if (has(({ deadLetter }) => deadLetter !== undefined))
    return `Call explain_failures, then ${replayBy(name, allowsWrites)}.`;
  if (has(({ error }) => error.retryable)) return `Call ${tool} again; some of it may pass.`;
  return "See what each failure says under `next`.";
}

/** How failed items are tried again. */
export function replayBy(name: string, allowsWrites: boolean): string {
  if (allowsWrites) return "replay_failures";
  return `${askOperator.toLowerCase()} to run \`hrc replay ${name}\`, or to start it with --allow-writes`;
}
