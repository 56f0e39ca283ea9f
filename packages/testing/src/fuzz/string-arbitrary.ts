import fc from "fast-check";
import type { SchemaObject } from "../document/openapi-document";
import { dates } from "./dates";
import { text } from "./text";

/** Strings for a schema: by its format or pattern where it has one, else text of all kinds. */
export function stringArbitrary({ format, pattern, minLength, maxLength }: SchemaObject): fc.Arbitrary<string> {
  if (pattern !== undefined) return matching(new RegExp(pattern, "u"));
  const known = format === undefined ? undefined : formats[format];
  return known ? known() : text(minLength, maxLength);
}

/** Real dates where a pattern describes dates, next to whatever else it lets pass. */
function matching(pattern: RegExp): fc.Arbitrary<string> {
  const any = fc.stringMatching(pattern);
  const isForDates = !["x.y", "7", "x"].some((other) => pattern.test(other));
  const real = isForDates ? dates((spelling) => pattern.test(spelling)) : undefined;
  return real ? fc.oneof({ weight: 4, arbitrary: real }, { weight: 1, arbitrary: any }) : any;
}

const formats: Record<string, () => fc.Arbitrary<string>> = {
  "date-time": () => dates((spelling) => /T\d\d:\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(spelling)) ?? fc.constant(""),
  date: () => dates((spelling) => /^\d{4}-\d{2}-\d{2}$/.test(spelling)) ?? fc.constant(""),
  uri: () => fc.webUrl({ withQueryParameters: true, withFragments: true }),
  url: () => fc.webUrl({ withQueryParameters: true }),
  email: () => fc.emailAddress(),
  uuid: () => fc.uuid(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  byte: () => fc.base64String(),
};
