import type { Fault, Fields } from "./body-checks";

/** Where a period starts or ends: a date, or a month with a year, never both. */
export function periodFaults(fields: Fields, [date, month, year]: readonly [string, string, string]): Fault[] {
  const [hasMonth, hasYear] = [month in fields, year in fields];
  if (date in fields && (hasMonth || hasYear)) return [{ field: date, message: "does not go with a month or year" }];
  return hasMonth === hasYear ? [] : [{ field: month, message: "takes month and year together" }];
}
