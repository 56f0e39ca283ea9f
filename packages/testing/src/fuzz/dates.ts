import fc from "fast-check";

/** How vendors write a moment. Each makes one spelling out of an ISO string in UTC with milliseconds. */
const spellings: ((iso: string) => string)[] = [
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

const sample = "2023-06-20T15:25:07.123Z";

/** Real dates in those spellings that a predicate takes, undefined when it takes none. */
export function dates(takes: (spelling: string) => boolean): fc.Arbitrary<string> | undefined {
  const fitting = spellings.filter((spell) => takes(spell(sample)));
  if (fitting.length === 0) return undefined;
  return fc.tuple(moment(), fc.constantFrom(...fitting)).map(([date, spell]) => spell(date.toISOString()));
}

/** Mostly of a working life, sometimes at the ends of the four-digit years. */
function moment(): fc.Arbitrary<Date> {
  return fc.oneof(
    { weight: 4, arbitrary: between("1950-01-01T00:00:00.000Z", "2035-12-31T23:59:59.999Z") },
    { weight: 1, arbitrary: between("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z") },
  );
}

function between(min: string, max: string): fc.Arbitrary<Date> {
  return fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });
}
