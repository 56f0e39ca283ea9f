import fc from "fast-check";
import type { SchemaObject } from "../document/openapi-document";
import { awkwardTexts } from "./awkward-texts";

/** Generates whole numbers within the schema's bounds, the safe integers and, for `int32`, its range. */
export function integerArbitrary(schema: SchemaObject): fc.Arbitrary<number> {
  const step = schema.multipleOf ?? 1;
  const limit = schema.format === "int32" ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const min = Math.max(-limit, minimum ?? -limit, exclusiveMinimum === undefined ? -limit : exclusiveMinimum + 1);
  const max = Math.min(limit, maximum ?? limit, exclusiveMaximum === undefined ? limit : exclusiveMaximum - 1);
  const bounds = { min: Math.ceil(min / step), max: Math.floor(max / step) };
  const nearZero = [0, 1, -1].map((value) => Math.min(Math.max(value, bounds.min), bounds.max));
  return fc.oneof(fc.integer(bounds), fc.constantFrom(...nearZero)).map((value) => value * step);
}

/** Generates finite numbers within the schema's bounds. Never -0, which JSON cannot represent. */
export function numberArbitrary(schema: SchemaObject): fc.Arbitrary<number> {
  if (schema.multipleOf !== undefined) return integerArbitrary(schema);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return fc
    .double({
      noNaN: true,
      noDefaultInfinity: true,
      min: Math.max(minimum ?? -1e15, exclusiveMinimum ?? -1e15),
      max: Math.min(maximum ?? 1e15, exclusiveMaximum ?? 1e15),
      minExcluded: exclusiveMinimum !== undefined,
      maxExcluded: exclusiveMaximum !== undefined,
    })
    .map((value) => (value === 0 ? 0 : value));
}

/** Generates strings by the schema's pattern or format, or else any text. */
export function stringArbitrary({ format, pattern, minLength, maxLength }: SchemaObject): fc.Arbitrary<string> {
  if (pattern !== undefined) return matching(new RegExp(pattern, "u"));
  const known = format === undefined ? undefined : formats[format];
  return known ? known() : textArbitrary(minLength, maxLength);
}

const formats: Record<string, () => fc.Arbitrary<string>> = {
  "date-time": () => dates((text) => /T\d\d:\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text)) ?? fc.constant(""),
  date: () => dates((text) => /^\d{4}-\d{2}-\d{2}$/.test(text)) ?? fc.constant(""),
  uri: () => fc.webUrl({ withQueryParameters: true, withFragments: true }),
  url: () => fc.webUrl({ withQueryParameters: true }),
  email: () => fc.emailAddress(),
  uuid: () => fc.uuid(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  byte: () => fc.base64String(),
};

/** Generates mostly real dates for a date pattern, and anything that matches for other patterns. */
function matching(pattern: RegExp): fc.Arbitrary<string> {
  const any = fc.stringMatching(pattern);
  const isForDates = !["x.y", "7", "x"].some((other) => pattern.test(other));
  const real = isForDates ? dates((text) => pattern.test(text)) : undefined;
  return real ? fc.oneof({ weight: 4, arbitrary: real }, { weight: 1, arbitrary: any }) : any;
}

/** The date formats of vendors. Each converts an ISO string in UTC with milliseconds. */
const dateFormats: ((iso: string) => string)[] = [
  (iso) => iso,
  (iso) => `${iso.slice(0, 19)}Z`,
  (iso) => `${iso.slice(0, 23)}000Z`,
  (iso) => `${iso.slice(0, 19)}+00:00`,
  (iso) => `${iso.slice(0, 19)}+0000`,
  (iso) => `${iso.slice(0, 19)}-05:00`,
  (iso) => `${iso.slice(0, 23)}+0530`,
  (iso) => iso.slice(0, 23),
  (iso) => iso.slice(0, 19),
  (iso) => `${iso.slice(0, 16)}Z`,
  (iso) => iso.slice(0, 16),
  (iso) => iso.slice(0, 19).replace("T", " "),
  (iso) => iso.slice(0, 10),
  (iso) => iso.slice(0, 7),
];

/** Generates real dates in the formats that `accepts` allows. Returns undefined if it allows none. */
function dates(accepts: (text: string) => boolean): fc.Arbitrary<string> | undefined {
  const accepted = dateFormats.filter((format) => accepts(format("2023-06-20T15:25:07.123Z")));
  if (accepted.length === 0) return undefined;
  // Mostly dates that a resume may have, sometimes the extremes of four-digit years.
  const date = fc.oneof(
    { weight: 4, arbitrary: dateBetween("1950-01-01T00:00:00.000Z", "2035-12-31T23:59:59.999Z") },
    { weight: 1, arbitrary: dateBetween("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z") },
  );
  return fc.tuple(date, fc.constantFrom(...accepted)).map(([date, format]) => format(date.toISOString()));
}

function dateBetween(min: string, max: string): fc.Arbitrary<Date> {
  return fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });
}

const vocabulary = ["Ada", "Lovelace", "engineer", "Rust", "Paris", "Zürich", "senior", "2019", "C++", "R&D"];

/** With their lengths in code points, which are counted once, as some are huge. */
const awkward = Object.values(awkwardTexts).map((text) => ({ text, length: [...text].length }));

/** A document has hundreds of texts of a few kinds, and fast-check takes a while to build each. */
const built = new Map<string, fc.Arbitrary<string>>();

/** Generates text. Lengths count code points, as in JSON Schema. */
export function textArbitrary(minLength = 0, maxLength = 40): fc.Arbitrary<string> {
  const key = `${minLength} to ${maxLength}`;
  const known = built.get(key);
  if (known) return known;
  const fits = (length: number) => length >= minLength && length <= maxLength;
  const texts = awkward.filter(({ length }) => fits(length)).map(({ text }) => text);
  const phrase = fc
    .array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(" "))
    .filter((text) => fits([...text].length));
  const choices = [fc.string({ unit: "binary", minLength, maxLength })];
  if (texts.length > 0) choices.push(fc.constantFrom(...texts));
  if (minLength <= 3 && maxLength >= 3) choices.push(phrase);
  const arbitrary = fc.oneof(...choices);
  built.set(key, arbitrary);
  return arbitrary;
}
