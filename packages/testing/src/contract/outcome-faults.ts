import type { RunResult } from "@hrflow-connectors/core";

/**
 * The purpose of a call in a run of one item. It decides what the run must report if the call fails:
 * - `open` gets the credential ready
 * - `read` reads the item
 * - `file` fetches a file of the item, which the write needs, from where it was read
 * - `write` creates the item's record
 * - `further-record` creates another record of the same item
 * - `follow-up` adds something to a record that exists
 * - `lookup` searches for the record after a create that returned 500
 */
export type CallRole = "open" | "read" | "file" | "write" | "further-record" | "follow-up" | "lookup";

const expectations = {
  open: { status: "fatal", reason: "write_failure", stage: "open" },
  read: { status: "fatal", reason: "read_failure", stage: "read" },
  file: { status: "fatal", reason: "write_failure", stage: "read" },
  write: { status: "fatal", reason: "write_failure", stage: "write" },
  lookup: { status: "fatal", reason: "write_failure", stage: "write" },
  "further-record": { status: "fatal", reason: "write_failure", stage: "write" },
} as const;

/**
 * Returns how a run's result differs from what the contract requires after the vendor refused a call with this status, one
 * line per difference. After a refused follow-up, the receipt must remain and have a warning that names the status.
 */
export function outcomeFaults(result: RunResult, role: CallRole, status: number): string[] {
  if (role === "follow-up") return followUpFaults(result, status);
  const expected = expectations[role];
  const [failure] = result.failures;
  return [
    ...difference("status", result.status, expected.status),
    ...difference("reason", result.reason, expected.reason),
    ...difference("stage", failure?.stage, expected.stage),
    ...difference("status of the failure", failure?.error.status, role === "lookup" ? 500 : status),
    ...difference("whether there are receipts", result.receipts.length > 0, role === "further-record"),
  ];
}

function followUpFaults(result: RunResult, status: number): string[] {
  const warnings = result.receipts.flatMap((receipt) => receipt.warnings ?? []);
  const isNamed = warnings.some((warning) => warning.includes(String(status)));
  return [
    ...difference("status", result.status, "success"),
    ...(isNamed ? [] : [`no warning names ${status}: ${JSON.stringify(warnings)}`]),
  ];
}

function difference(name: string, actual: unknown, expected: unknown): string[] {
  return actual === expected ? [] : [`${name} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`];
}
