import { AbortedError } from "../errors";

/** Whether something failed because the run was stopped: by our own error or by what the signal throws, alone or as a cause. */
export function isInterruption(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  if (AbortedError.isInstance(error) || error === signal.reason) return true;
  return error instanceof Error && error.cause !== undefined && isInterruption(error.cause, signal);
}
