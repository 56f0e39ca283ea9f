import type { FakeAnswer } from "../engine/fake-types";
import { refuse } from "./answers";
import { type Fields, isInstant } from "./body-checks";

/** Whether a row fits; undefined when the value makes no sense. */
export type Filter = (row: Fields, value: string) => boolean | undefined;
export type Filters = Record<string, Filter>;

const statuses: Record<string, string> = {
  active: "in_process",
  converted: "converted",
  hired: "hired",
  rejected: "rejected",
};

export const filters = {
  /** At most 50 ids, set off by commas. */
  ids:
    (field: string): Filter =>
    (row, value) => {
      const wanted = value.split(",");
      if (wanted.length > 50 || wanted.some((one) => !/^\d+$/.test(one))) return undefined;
      return [row[field]].flat().some((id) => wanted.includes(String(id)));
    },
  text:
    (field: string): Filter =>
    (row, value) =>
      row[field] === value,
  flag:
    (field: string): Filter =>
    (row, value) =>
      value === "true" || value === "false" ? String(row[field]) === value : undefined,
  /** Pairs of an operator and a time, all set off by pipes. */
  date:
    (field: string): Filter =>
    (row, value) => {
      const parts = value.split("|");
      const at = Date.parse(String(row[field]));
      const verdicts: boolean[] = [];
      for (let index = 0; index < parts.length; index += 2) {
        const [operator = "", limit = ""] = parts.slice(index, index + 2);
        const compare = comparisons[operator];
        if (!compare || !isInstant(limit)) return undefined;
        verdicts.push(compare(at, Date.parse(limit)));
      }
      return verdicts.every(Boolean);
    },
  /** The filter says `active` where the rows say `in_process`. */
  status: ((row, value) => {
    const status = statuses[value];
    return status === undefined ? undefined : row.status === status;
  }) satisfies Filter,
  optionOf: ((row, value) => {
    if (!/^\d+$/.test(value)) return undefined;
    const fields = Object.values((row.custom_fields ?? {}) as Record<string, { value: unknown }>);
    return fields.some((field) => [field.value].flat().map(String).includes(value));
  }) satisfies Filter,
};

const comparisons: Record<string, (at: number, limit: number) => boolean> = {
  gt: (at, limit) => at > limit,
  gte: (at, limit) => at >= limit,
  lt: (at, limit) => at < limit,
  lte: (at, limit) => at <= limit,
};

const common: Filters = {
  ids: filters.ids("id"),
  created_at: filters.date("created_at"),
  updated_at: filters.date("updated_at"),
};

/** A row with every field that a filter reads: it tells whether a value makes sense where there are no rows. */
const blankRow: Fields = { email_addresses: [], tags: [] };

export interface ReadFilters {
  perPage: number;
  fits(row: Fields): boolean;
  /** The fields that were asked for. */
  pick(row: Fields | object): unknown;
}

/** Reads the query of a list. What the list does not know is refused, not ignored. */
export function readFilters(query: URLSearchParams, own: Filters): ReadFilters | { fault: FakeAnswer } {
  const known: Filters = { ...common, ...own };
  const tests: ((row: Fields) => boolean)[] = [];
  for (const [name, value] of query) {
    if (name === "per_page" || name === "fields") continue;
    const filter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!filter) return { fault: refuse(name, "is not a known parameter") };
    if (filter(blankRow, value) === undefined) return { fault: refuse(name, "is invalid") };
    tests.push((row) => filter(row, value) === true);
  }
  const perPage = Number(query.get("per_page") ?? 100);
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > 500)
    return { fault: refuse("per_page", "must be from 1 to 500") };
  const fields = query.get("fields")?.split(",");
  if (fields && fields.length > 50) return { fault: refuse("fields", "must be at most 50") };
  return {
    perPage,
    fits: (row) => tests.every((test) => test(row)),
    pick: (row) => (fields ? Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name))) : row),
  };
}
