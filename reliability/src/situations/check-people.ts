import { difference } from "@hrflow-connectors/testing/vitest";
import type { Variant, VendorRecord } from "../environment/variant";

/** What may be stored about one person. */
export interface Expected {
  name: string;
  /** Everything that was pushed, each part once. */
  allowed: readonly string[];
  /** Ids on receipts. */
  ids: ReadonlySet<string>;
}

/**
 * Parts in a form in which different ways to deliver the same part are equal. Greenhouse keeps the resume with one of the
 * applications.
 */
export function comparable({ usualPart }: Variant, parts: readonly string[]): string[] {
  return parts.map((part) => usualPart(part).replace(/^(resume .*) for \d+/, "$1"));
}

/** The parts of all lists, each as often as in the list that has it most often. */
export function union(lists: readonly (readonly string[])[]): string[] {
  const all: string[] = [];
  for (const list of lists) all.push(...difference(list, all));
  return all;
}

/**
 * Checks that each record belongs to one person, that no person has two, and that none has a part twice or of somebody else.
 * Returns one line per violation.
 */
export function checkPeople(variant: Variant, records: readonly VendorRecord[], people: readonly Expected[]): string[] {
  const strays = people.flatMap(({ name, ids }) =>
    [...ids].filter((id) => !records.some((record) => record.ids.includes(id))).map((id) => `${name}: no record ${id}`),
  );
  const owners = assign(variant, records, people);
  if (owners) return [...strays, ...records.flatMap(checkOnce)];
  const shown = records.map(({ parts }) => `[${parts}]`).join(" ");
  return [...strays, `the records do not belong to one person each: ${shown}`];
}

/** A person without a posting who gets one later is still one opportunity. */
function checkOnce({ parts }: VendorRecord): string[] {
  const isBare = parts.includes("opportunity") && parts.some((part) => part.startsWith("opportunity for "));
  return isBare ? ["two opportunities, one of them without the posting"] : [];
}

/** Assigns an owner to each record. Null if no assignment fits. */
function assign(
  variant: Variant,
  records: readonly VendorRecord[],
  people: readonly Expected[],
): Map<VendorRecord, Expected> | null {
  const [record, ...others] = records;
  if (!record) return new Map();
  for (const person of people) {
    if (!fits(variant, record, person)) continue;
    const rest = assign(
      variant,
      others,
      people.filter((other) => other !== person),
    );
    if (rest) return rest.set(record, person);
  }
  return null;
}

function fits(variant: Variant, { ids, parts }: VendorRecord, { allowed, ids: receipts }: Expected): boolean {
  const isOwn = [...receipts].every((id) => ids.includes(id));
  return isOwn && difference(comparable(variant, parts), comparable(variant, allowed)).length === 0;
}
