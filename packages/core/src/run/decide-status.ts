import type { Reason, Status } from "../contract/v1";
import type { Tally } from "./tally";

/** The status of a run that passed its parameters: the first line that fits decides. */
export function decideStatus(tally: Tally): { status: Status; reason: Reason } {
  const { events } = tally;
  const fatal = (reason: Reason) => ({ status: "fatal", reason }) as const;
  if (tally.openFailed) return fatal("write_failure");
  if (events.item_to_read_from_failure > 0) return fatal("item_to_read_from_failure");
  if (tally.aborted)
    return tally.madeRecords ? { status: "success_with_failures", reason: "aborted" } : fatal("aborted");
  if (events.read_success === 0) return events.read_failure > 0 ? fatal("read_failure") : success;
  if (events.format_failure === events.read_success) return fatal("format_failure");
  if (tally.formatted > 0 && events.logics_failure === tally.formatted) return fatal("logics_failure");
  if (tally.reachedWrite > 0 && events.write_failure === tally.reachedWrite) return fatal("write_failure");
  const failures =
    events.read_failure +
    events.format_failure +
    events.logics_failure +
    events.write_failure +
    events.callback_failure;
  return failures > 0 ? { status: "success_with_failures", reason: "" } : success;
}

const success = { status: "success", reason: "" } as const;
