import type { FakeResponse } from "../engine/fake-types";
import { type Fields, isInstant } from "./body-checks";
import { refuseV3 } from "./responses";

/** Returns whether a row matches, or undefined if the value of the filter is invalid. */
export type Filter = (row: Fields, value: string) => boolean | undefined;
export type Filters = Record<string, Filter>;

const statuses: Record<string, string> = {
  active: "in_process",
  converted: "converted",
  hired: "hired",
  rejected: "rejected",
};

export const filters = {
  /** At most 50 ids, separated by commas. */
  ids:
    (field: string): Filter =>
    (row, value) => {
      const accepted = value.split(",");
      if (accepted.length > 50 || accepted.some((one) => !/^\d+$/.test(one))) return undefined;
      return [row[field]].flat().some((id) => accepted.includes(String(id)));
    },
  text:
    (field: string): Filter =>
    (row, value) =>
      row[field] === value,
  number:
    (field: string): Filter =>
    (row, value) =>
      /^\d+$/.test(value) ? [row[field]].flat().includes(Number(value)) : undefined,
  flag:
    (field: string): Filter =>
    (row, value) =>
      value === "true" || value === "false" ? String(row[field]) === value : undefined,
  /** Pairs of an operator and a time, all separated by pipes. */
  date:
    (field: string): Filter =>
    (row, value) => {
      const parts = value.split("|");
      const at = Date.parse(String(row[field]));
      const results: boolean[] = [];
      for (let index = 0; index < parts.length; index += 2) {
        const [operator = "", limit = ""] = parts.slice(index, index + 2);
        const compare = comparisons[operator];
        if (!compare || !isInstant(limit)) return undefined;
        results.push(compare(at, Date.parse(limit)));
      }
      return results.every(Boolean);
    },
  /** The filter uses `active` for the status `in_process`. */
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

/** Has every field that a filter reads, to validate filter values even without rows. */
const blankRow: Fields = { email_addresses: [], tags: [] };

export interface ReadFilters {
  perPage: number;
  matches(row: Fields): boolean;
  /** Reduces a row to the requested fields. */
  pick(row: Fields | object): unknown;
}

/** Reads the query of a list. Unknown parameters are refused. */
export function readFilters(query: URLSearchParams, own: Filters): ReadFilters | { fault: FakeResponse } {
  const known: Filters = { ...common, ...own };
  const tests: ((row: Fields) => boolean)[] = [];
  for (const [name, value] of query) {
    if (name === "per_page" || name === "fields") continue;
    const filter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!filter) return { fault: refuseV3(name, "is not a known parameter") };
    if (filter(blankRow, value) === undefined) return { fault: refuseV3(name, "is invalid") };
    tests.push((row) => filter(row, value) === true);
  }
  if (query.has("created_at") && query.has("updated_at"))
    return { fault: refuseV3("updated_at", "cannot be combined with created_at") };
  const perPage = Number(query.get("per_page") ?? 100);
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > 500)
    return { fault: refuseV3("per_page", "must be from 1 to 500") };
  const fields = query.get("fields")?.split(",");
  if (fields && fields.length > 50) return { fault: refuseV3("fields", "must be at most 50") };
  return {
    perPage,
    matches: (row) => tests.every((test) => test(row)),
    pick: (row) => (fields ? Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name))) : row),
  };
}
