import type { Plan, PlannedItem } from "@hrflow-connectors/core";
import type { Colors } from "picocolors/types";
import type { LostFields } from "./lost-fields";

const maxValueLength = 80;

/** A plan as a diff: `+` is created, `~` changes, `-` is archived, `!` is lost. */
export function showPlan({ counts, items }: Plan, lost: LostFields[], colors: Colors): string {
  const lostOf = new Map(lost.map(({ reference, fields }) => [reference, fields]));
  const blocks = items.map((item) => showItem(item, lostOf.get(item.reference) ?? [], colors));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total > items.length) blocks.push(`... and ${total - items.length} more`);
  const summary = Object.entries(counts).map(([action, count]) => `${count} to ${action}`);
  const fields = showFrequent(lost);
  return [...blocks, `Dry run: ${summary.join(", ")}. Nothing was written.`, ...(fields ? [fields] : [])].join("\n");
}

function showItem({ action, reference, id, item, changes, notes }: PlannedItem, lost: string[], colors: Colors) {
  const lines = [colors.bold(`${action} ${reference ?? "an item without a reference"}${id ? ` (${id})` : ""}`)];
  if (action === "archive") lines.push(colors.red("  - archived: the origin does not hold it any more"));
  for (const [path, value] of item === undefined ? [] : leavesOf(item))
    lines.push(colors.green(`  + ${path}: ${shorten(value)}`));
  for (const { field, from, to } of changes ?? [])
    lines.push(colors.yellow(`  ~ ${field}: ${shorten(from)} -> ${shorten(to)}`));
  for (const note of notes ?? []) lines.push(`    ${note}`);
  if (action !== "skip") for (const field of lost) lines.push(colors.red(`  ! lost: ${field}`));
  return lines.join("\n");
}

/** The fields that are lost most often, list positions aside. */
function showFrequent(lost: LostFields[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { fields } of lost)
    for (const field of new Set(fields.map((path) => path.replace(/\.\d+(?=\.|$)/g, ".*"))))
      counts.set(field, (counts.get(field) ?? 0) + 1);
  const frequent = [...counts].sort(([, one], [, other]) => other - one).slice(0, 10);
  if (frequent.length === 0) return undefined;
  const texts = frequent.map(([field, count]) => `  ${field} (${count} ${count === 1 ? "item" : "items"})`);
  return [`Lost most often; a format of your own can carry them:`, ...texts].join("\n");
}

function leavesOf(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null) return value === undefined || value === null ? [] : [[path, value]];
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return [[path, value]];
  return Object.entries(value).flatMap(([name, entry]) => leavesOf(entry, path ? `${path}.${name}` : name));
}

function shorten(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value));
  const characters = [...text];
  return characters.length > maxValueLength ? `${characters.slice(0, maxValueLength - 3).join("")}...` : text;
}
