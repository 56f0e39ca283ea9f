import type { ReadContext } from "@hrflow-connectors/core/connector";
import { pMapIterable } from "p-map";

/** Rows of a batch: what belongs to them is found by their ids, and a filter of Greenhouse takes no more than these. */
export const batchSize = 50;

/** Records, and the cursor that is reached once they are yielded. */
export interface Batch<Row> {
  rows: Row[];
  reached?: string | undefined;
}

/** How many batches are completed side by side. */
const batchesAtOnce = 8;

/** Completes the records of several batches side by side, and yields them in order. What comes before a failure is yielded first. */
export async function* withParts<Row, Whole>(
  { reached }: Pick<ReadContext<never, never>, "reached">,
  batches: AsyncGenerator<Batch<Row>>,
  complete: (rows: Row[]) => Promise<Whole[]>,
): AsyncGenerator<Whole> {
  const completed = async ({ rows, reached: cursor }: Batch<Row>) => ({ whole: await complete(rows), cursor });
  for await (const { whole, cursor } of pMapIterable(batches, completed, { concurrency: batchesAtOnce })) {
    yield* whole;
    if (cursor !== undefined) reached(cursor);
  }
}

/** The ids in groups as large as a filter takes. */
export function idGroups(ids: Iterable<number>): number[][] {
  const all = [...new Set(ids)];
  const count = Math.ceil(all.length / batchSize);
  return Array.from({ length: count }, (_, n) => all.slice(n * batchSize, (n + 1) * batchSize));
}

/** Ids to compare with: a row that comes again is in the next page. */
const recent = 2_000;

/** Tells whether an id was among the last ones. A window may hold too many to keep all of them. */
export function createRecentIds(): (id: number) => boolean {
  let last = new Set<number>();
  let before = last;
  return (id) => {
    if (last.has(id) || before.has(id)) return true;
    if (last.size >= recent) [before, last] = [last, new Set()];
    last.add(id);
    return false;
  };
}

/** Rows by the ids of what they belong to. Rows that belong to nothing are left out. */
export function groupBy<Row>(
  rows: readonly Row[],
  ownerOf: (row: Row) => number | null | undefined,
): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const owner = ownerOf(row);
    if (owner === undefined || owner === null) continue;
    const group = groups.get(owner);
    if (group) group.push(row);
    else groups.set(owner, [row]);
  }
  return groups;
}

/** A function that finds records by their ids, each read once in a run. */
export function createFinder<Row extends { id: number }>(
  list: (ids: number[]) => AsyncIterable<Row>,
): (ids: Iterable<number | null | undefined>) => Promise<Map<number, Row>> {
  const known = new Map<number, Promise<Row | undefined>>();
  const load = async (ids: number[]) => {
    const found = new Map<number, Row>();
    for await (const row of list(ids)) found.set(row.id, row);
    return found;
  };
  return async (given) => {
    const ids = [...new Set(given)].filter((id) => typeof id === "number");
    for (const group of idGroups(ids.filter((id) => !known.has(id)))) {
      const loading = load(group);
      for (const id of group)
        known.set(
          id,
          loading.then((found) => found.get(id)),
        );
    }
    const rows = await Promise.all(ids.map((id) => known.get(id)));
    return new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])));
  };
}
