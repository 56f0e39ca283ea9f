import { findRefusedText, squish } from "../engine/strict";
import type { Fault } from "./body-checks";
import type { Call } from "./responses";

/** Returns what a strict account refuses in a call, besides what every account refuses. */
export function strictFaults(call: Call): Fault[] {
  const field = findRefusedText(call);
  const inText = field === undefined ? [] : [{ field, message: "contains invalid characters" }];
  return [...inText, ...periodFaults(call.json)];
}

function periodFaults(value: unknown): Fault[] {
  if (typeof value !== "object" || value === null) return [];
  const own = endsBeforeStart(value) ? [{ field: "end_date", message: "must be after the start date" }] : [];
  return [...own, ...Object.values(value).flatMap(periodFaults)];
}

/** Compares what both sides have: a month has no day. */
function endsBeforeStart(record: object): boolean {
  const start = sideOf(record, "start");
  const end = sideOf(record, "end");
  if (start === undefined || end === undefined) return false;
  const length = Math.min(start.length, end.length);
  return end.slice(0, length) < start.slice(0, length);
}

/** Returns `2026-01-31` or `2026-01`. The fields of a month differ between the versions. */
function sideOf(record: object, side: "start" | "end"): string | undefined {
  const fields = record as Record<string, unknown>;
  const date = fields[`${side}_date`];
  if (typeof date === "string") return date.slice(0, 10);
  const year = fields[`${side}_date_year`] ?? fields[`${side}_year`];
  const month = fields[`${side}_date_month`] ?? fields[`${side}_month`];
  if (typeof year !== "number" || typeof month !== "number") return undefined;
  return `${year}-${String(month).padStart(2, "0")}`;
}

const names = ["first_name", "last_name", "preferred_name", "company", "title", "company_name"];

/** Returns a body whose names are as a strict account stores them. */
export function withStoredNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStoredNames);
  if (typeof value !== "object" || value === null || value instanceof Blob) return value;
  const fields = Object.entries(value).map(([name, inner]) => [
    name,
    typeof inner === "string" && names.includes(name) ? squish(inner) : withStoredNames(inner),
  ]);
  return Object.fromEntries(fields);
}
