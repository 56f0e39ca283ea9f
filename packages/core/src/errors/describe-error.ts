import type { FailureError } from "../contract/v1";
import { ConnectorError } from "./connector-error";

/** The plain form of whatever was thrown. Secrets are struck out by whoever lets it out. */
export function describeError(error: unknown): FailureError {
  if (!ConnectorError.isInstance(error)) return { code: "unexpected", message: messageOf(error), retryable: false };
  const { code, message, retryable } = error;
  const status = statusOf(error);
  return { code, message, retryable, ...(status === undefined ? {} : { status }) };
}

/** The status of the call that failed, also when it is the cause of the error in hand. */
function statusOf(error: unknown): number | undefined {
  if (!ConnectorError.isInstance(error)) return undefined;
  if ("status" in error && typeof error.status === "number") return error.status;
  return statusOf(error.cause);
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === "string" ? error : "a value that is no error was thrown";
}
