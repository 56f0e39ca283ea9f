import type { RunResult } from "@hrflow-connectors/core";

/**
 * What a call is for in a run of one item, which decides what a refusal of it means: it gets the credential ready, reads
 * the item, makes its first record, makes a further record, adds something to a record that exists, or looks for a record
 * after a create that answered 500.
 */
export type CallRole = "open" | "read" | "write" | "further-record" | "follow-up" | "look-up";

/** What a run of one item must answer when a call is refused. */
const expectations = {
  open: { status: "fatal", reason: "write_failure", stage: "open" },
  read: { status: "fatal", reason: "read_failure", stage: "read" },
  write: { status: "fatal", reason: "write_failure", stage: "write" },
  "look-up": { status: "fatal", reason: "write_failure", stage: "write" },
  "further-record": { status: "fatal", reason: "write_failure", stage: "write" },
} as const;

/**
 * How far a result is from what the contract asks for when the vendor refused a call with this status, a line each. A
 * refused follow-up must leave the record's receipt, with a warning that names the status.
 */
export function outcomeFaults(result: RunResult, role: CallRole, status: number): string[] {
  if (role === "follow-up") return followUpFaults(result, status);
  const expected = expectations[role];
  const [failure] = result.failures;
  return [
    ...differences("status", result.status, expected.status),
    ...differences("reason", result.reason, expected.reason),
    ...differences("stage", failure?.stage, expected.stage),
    ...differences("status of the failure", failure?.error.status, role === "look-up" ? 500 : status),
    ...differences("whether there are receipts", result.receipts.length > 0, role === "further-record"),
  ];
}

function followUpFaults(result: RunResult, status: number): string[] {
  const warnings = result.receipts.flatMap((receipt) => receipt.warnings ?? []);
  const isNamed = warnings.some((warning) => warning.includes(String(status)));
  return [
    ...differences("status", result.status, "success"),
    ...(isNamed ? [] : [`no warning names ${status}: ${JSON.stringify(warnings)}`]),
  ];
}

function differences(what: string, found: unknown, expected: unknown): string[] {
  return found === expected ? [] : [`${what} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`];
}
