/** Says what is wrong with a value; undefined when nothing is. */
export type Check = (value: unknown) => string | undefined;

export interface Shape {
  required?: Record<string, Check>;
  optional?: Record<string, Check>;
}

/** One refused field, as the vendor tells of it. */
export interface Fault {
  field: string;
  message: string;
}

export type Fields = Record<string, unknown>;

/** A body as the vendor reads it. */
export interface ReadBody {
  faults: Fault[];
  /** The known fields, none of them undefined. */
  fields: Fields;
  /** The names of the others. */
  dropped: string[];
}

const check =
  (isGood: (value: unknown) => boolean, message: string): Check =>
  (value) =>
    isGood(value) ? undefined : message;

export const text = check((value) => typeof value === "string", "must be a string");
export const filled = check((value) => typeof value === "string" && value.trim() !== "", "can't be blank");
export const bool = check((value) => typeof value === "boolean", "must be true or false");
export const id = check((value) => Number.isSafeInteger(value) && Number(value) > 0, "must be an id");
export const anything = check(() => true, "");
export const month = check((value) => isWithin(value, 1, 12), "must be a month");
export const year = check((value) => isWithin(value, 1900, 2100), "must be a year");
export const day = check(isDay, "must be a date such as 2026-01-31");
export const dateText = check((value) => typeof value === "string" && isInstant(value), "must be an ISO-8601 date");
export const base64 = check(
  (value) =>
    typeof value === "string" &&
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value) &&
    value !== "",
  "must be base64",
);
export const webAddress = check(
  (value) => typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  "must be a URL",
);
export const fileName = check(
  (value) => typeof value === "string" && /^.+\.[^.]+$/.test(value),
  "must have an extension",
);

export function oneOf(...values: readonly unknown[]): Check {
  return check((value) => values.includes(value), `must be one of ${values.join(", ")}`);
}

export function listOf(item: Check, least = 0): Check {
  return (value) => {
    if (!Array.isArray(value)) return "must be a list";
    if (value.length < least) return `must have at least ${least}`;
    return value.map(item).find((message) => message !== undefined);
  };
}

/** An object that stands within a field. What it has beyond its shape is dropped. */
export function object(shape: Shape): Check {
  return (value) => {
    const [fault] = readBody(value, shape).faults;
    return fault && `${fault.field} ${fault.message}`.trim();
  };
}

/** Checks a JSON body against the fields that the vendor knows. */
export function readBody(body: unknown, { required = {}, optional = {} }: Shape): ReadBody {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return { faults: [{ field: "", message: "must be an object" }], fields: {}, dropped: [] };
  }
  const known = { ...optional, ...required };
  const given = Object.entries(body).filter(([, value]) => value !== undefined);
  const fields = Object.fromEntries(given.filter(([name]) => Object.hasOwn(known, name)));
  const faults = Object.entries(known).flatMap(([field, verify]) => {
    if (!Object.hasOwn(fields, field))
      return Object.hasOwn(required, field) ? [{ field, message: "can't be blank" }] : [];
    const message = verify(fields[field]);
    return message === undefined ? [] : [{ field, message }];
  });
  return { faults, fields, dropped: given.map(([name]) => name).filter((name) => !Object.hasOwn(known, name)) };
}

export function isInstant(value: string): boolean {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
}

function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
