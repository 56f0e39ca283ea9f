/** Returns what is wrong with a value, or undefined if it is valid. */
export type Check = (value: unknown) => string | undefined;

export interface Shape {
  required?: Record<string, Check>;
  optional?: Record<string, Check>;
}

/** One refused field, as the vendor reports it. */
export interface Fault {
  field: string;
  message: string;
}

export type Fields = Record<string, unknown>;

/** The result of checking a body. */
export interface ReadBody {
  faults: Fault[];
  /** The known fields that are present. */
  fields: Fields;
  /** The names of the unknown fields. */
  dropped: string[];
}

const check =
  (isValid: (value: unknown) => boolean, message: string): Check =>
  (value) =>
    isValid(value) ? undefined : message;

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

export function listOf(item: Check, minLength = 0): Check {
  return (value) => {
    if (!Array.isArray(value)) return "must be a list";
    if (value.length < minLength) return `must have at least ${minLength}`;
    return value.map(item).find((message) => message !== undefined);
  };
}

/** Checks a nested object. Unknown fields are dropped. */
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
  const present = Object.entries(body).filter(([, value]) => value !== undefined);
  const fields = Object.fromEntries(present.filter(([name]) => Object.hasOwn(known, name)));
  const faults = Object.entries(known).flatMap(([field, verify]) => {
    if (!Object.hasOwn(fields, field))
      return Object.hasOwn(required, field) ? [{ field, message: "can't be blank" }] : [];
    const message = verify(fields[field]);
    return message === undefined ? [] : [{ field, message }];
  });
  return { faults, fields, dropped: present.map(([name]) => name).filter((name) => !Object.hasOwn(known, name)) };
}

/** Checks the start or end of a period: either a date, or a month with a year. */
export function periodFaults(fields: Fields, [date, month, year]: readonly [string, string, string]): Fault[] {
  const [hasMonth, hasYear] = [month in fields, year in fields];
  if (date in fields && (hasMonth || hasYear)) {
    return [{ field: date, message: "cannot be combined with a month or year" }];
  }
  return hasMonth === hasYear ? [] : [{ field: month, message: "requires both month and year" }];
}

export function isInstant(value: string): boolean {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
}

function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
