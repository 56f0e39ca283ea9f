import { instant, isoInstant, trimmed } from "@hrflow-connectors/core/formats";

/** The day of an ISO 8601 date or date-time as `YYYY-MM-DD`, on the calendar of whoever wrote it; undefined when it is none. */
export function calendarDate(value: unknown): string | undefined {
  if (instant(value) === undefined) return undefined;
  const day = /^\d{4}-\d{2}(-\d{2})?/.exec(trimmed(value) ?? "")?.[0];
  return isoInstant(instant(day))?.slice(0, 10);
}
