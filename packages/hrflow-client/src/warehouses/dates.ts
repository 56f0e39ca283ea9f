import { bare, compact, line, listOf } from "@hrflow-connectors/core/formats";

/** A day, as `YYYY-MM-DD`, and how much of it was given: the rest is the first of the year or of the month. */
export interface CalendarDay {
  day: string;
  given: "year" | "month" | "day";
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * The day that a date names, in its own offset: ISO 8601, a year, a month, digits, seconds or milliseconds since 1970. Null if nothing
 * is given. Undefined if the value is not a day: any other text, a day that does not exist, an ambiguous order (`03/04/2016`), or a
 * placeholder such as `1969-12-31T23:59:59` or a year before 1900 or after 2100.
 */
export function calendarDay(value: unknown): CalendarDay | null | undefined {
  const text = typeof value === "number" ? digitsOf(value) : bare(value);
  if (text === undefined) return isGiven(value) ? undefined : null;
  const date = /^(\d{9,10}|\d{12,13})$/.test(text) ? fromTimestamp(text) : text.replace(timeOfDay, "");
  if (date === "1969-12-31" && timeOfDay.test(text)) return undefined;
  const { year, month, day } = partsOf(date) ?? {};
  if (year === undefined || year < 1900 || year > 2100) return undefined;
  if (!month) return month === undefined || !day ? { day: `${year}-01-01`, given: "year" } : undefined;
  const first = `${year}-${twoDigits(month)}`;
  if (month > 12) return undefined;
  if (!day) return { day: `${first}-01`, given: "month" };
  const lastOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day <= lastOfMonth ? { day: `${first}-${twoDigits(day)}`, given: "day" } : undefined;
}

/** Seconds may have a fraction. Of any other number it would be read as a month. */
function digitsOf(value: number): string | undefined {
  const isTimestamp = value >= 1e8;
  return isTimestamp || Number.isInteger(value) ? String(Math.trunc(value)) : undefined;
}

/** Neither null nor empty. */
function isGiven(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== null && value !== undefined && typeof value !== "string";
}

const timeOfDay = /[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

function fromTimestamp(digits: string): string {
  return new Date(Number(digits) * (digits.length <= 10 ? 1_000 : 1)).toISOString().slice(0, 10);
}

interface Parts {
  year: number;
  month?: number;
  /** 0 where only a form's placeholder was given. */
  day?: number;
}

/** The numbers of a date in one of the spellings whose order is certain. */
function partsOf(text: string): Parts | undefined {
  const yearFirst =
    /^(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?$/.exec(text) ?? /^(\d{4})()(\d{2})(\d{2})?$/.exec(text);
  if (yearFirst) return parts(yearFirst[1], yearFirst[3], yearFirst[4]);
  const monthFirst = /^(\d{1,2})[-/.](\d{4})$/.exec(text);
  if (monthFirst) return parts(monthFirst[2], monthFirst[1]);
  // Other languages' names begin like these, but that of November in Finnish does like March.
  const named = /^(?:(\d{1,2}) )?(?!marras)([a-z]{3})[a-z]{0,6}\.?,? (\d{4})$/i.exec(text);
  if (named) {
    const month = months.indexOf(named[2]?.toLowerCase() ?? "") + 1;
    return month > 0 ? parts(named[3], String(month), named[1]) : undefined;
  }
  const [, one, separator, other, year] = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text) ?? [];
  // With dots, the day always comes first. Otherwise it does only if the number cannot be a month.
  if (separator === "." || Number(one) > 12 || one === other) return one ? parts(year, other, one) : undefined;
  return Number(other) > 12 ? parts(year, one, other) : undefined;
}

function parts(year: string | undefined, month?: string, day?: string): Parts {
  return {
    year: Number(year),
    ...(month === undefined ? {} : { month: Number(month) }),
    ...(day === undefined ? {} : { day: Number(day) }),
  };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** A period of work or study. What is given and is not a day is described for a warning. */
export interface Period {
  start?: string;
  end?: string;
  /** Such as `its end "Present" is not a date`. */
  faults: { start?: string; end?: string };
}

/**
 * The first and the last day of an experience or an education. An end that is a stand-in or before the start is a fault: without an end,
 * the period would go on until today.
 */
export function periodOf({ date_start, date_end }: { date_start?: unknown; date_end?: unknown }): Period {
  const start = calendarDay(date_start);
  const end = isEpoch(date_end) ? undefined : calendarDay(date_end);
  const period: Period = { faults: {} };
  if (start) period.start = start.day;
  else if (start === undefined) period.faults.start = `its start ${quoted(date_start)} is not a date`;
  if (end === undefined) period.faults.end = `its end ${quoted(date_end)} is not a date`;
  else if (end && start && end.day < start.day && !mayBeLater(end, start)) {
    period.faults.end = `its end ${quoted(date_end)} is before its start ${quoted(date_start)}`;
    // The end lies within the year or month of the start: its day is unknown.
  } else if (end) period.end = start && end.day < start.day ? start.day : end.day;
  return period;
}

/**
 * A vendor's dates as HrFlow.ai stores those of a profile, which wants no offset. What is given and is not a date is reported.
 *
 * @example
 * { title, ...profileDates({ date_start: job.from, date_end: job.to }, (fault) => unread.push(fault)) }
 */
export function profileDates(
  given: { date_start?: unknown; date_end?: unknown },
  report: (fault: string) => void,
): { date_start?: string; date_end?: string } {
  const { start, end, faults } = periodOf(given);
  for (const fault of [faults.start, faults.end]) if (fault) report(fault);
  return compact({ date_start: start && `${start}T00:00:00`, date_end: end && `${end}T00:00:00` });
}

/**
 * Periods of work or study, first the one that started last. Those without a readable start come at the end, in their order.
 *
 * @example
 * const [newest] = newestFirst(profile.experiences);
 */
export function newestFirst<Entry extends { date_start?: unknown; date_end?: unknown }>(
  entries: readonly Entry[] | null | undefined,
): NonNullable<Entry>[] {
  const started = listOf(entries).map((entry) => ({ entry, start: periodOf(entry).start ?? "" }));
  return started.sort((one, other) => other.start.localeCompare(one.start)).map(({ entry }) => entry);
}

/**
 * The degree and the field of study in a title such as `Master in Physics`, `Master - Physics` or `Master, Physics`. Any other title is
 * a degree.
 *
 * @example
 * splitStudies("Master in Physics") // { degree: "Master", field: "Physics" }
 */
export function splitStudies(title: unknown): { degree?: string; field?: string } {
  const text = line(title);
  const [, degree, field] = /^(.+?)(?: in | - |, )(.+)$/i.exec(text ?? "") ?? [];
  return degree ? compact({ degree: line(degree), field: line(field) }) : compact({ degree: text });
}

/** Whether a value is 1 January 1970 to the second, which programs store in place of a missing date. The bare year 1970 is a date. */
function isEpoch(value: unknown): boolean {
  const text = typeof value === "number" ? String(value) : (bare(value) ?? "");
  return /^0+$|^1970-01-01([T ]00:00(:00([.,]0+)?)?\s*(Z|[+-]00:?00)?)?$/i.test(text);
}

function mayBeLater({ day, given }: CalendarDay, start: CalendarDay): boolean {
  const known = { year: 4, month: 7, day: 10 }[given];
  return known < 10 && start.day.startsWith(day.slice(0, known));
}

const longestQuote = 40;

/** As a warning quotes what was given. */
export function quoted(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : (bare(String(value)) ?? "");
  return `"${text.length > longestQuote ? `${text.slice(0, longestQuote).replace(/\p{Cs}$/u, "")}...` : text}"`;
}
