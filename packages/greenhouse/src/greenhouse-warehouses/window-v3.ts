import { idGroups } from "./read-parts";
import type { TimeWindow, WindowRows } from "./read-windows";
import { type ListV3, listRecordsV3, openListV3 } from "./responses";

/** A list of records that belong to others. */
interface PartList<Part> {
  list: ListV3<Part, object>;
  parentOf(part: Part): number | null | undefined;
  /** Finds the records of parts that do not name theirs. Default: finds nothing. */
  findParents?(parts: Part[]): Promise<number[]>;
}

interface WindowLists<Row, Part> {
  /** In addition to the time. */
  filters: object;
  /** The only records that are asked for. Default: all. */
  ids: ReadonlySet<number> | undefined;
  list: ListV3<Row, object>;
  parts: readonly PartList<Part>[];
  /** Whether to read a record that passes the filters. Default: true. */
  isWanted?(row: Row): boolean;
}

/** More ids than this are more than one page of records. */
const longFrom = 500;

/**
 * Opens a window of a list of Harvest v3. A window of changes also holds the records whose parts changed: Greenhouse does not say that a
 * change of a part changes the time of its record.
 */
export async function openWindowV3<Row extends { id: number }, Part>(
  { field, from, before }: TimeWindow,
  { filters, ids, list, parts, isWanted = () => true }: WindowLists<Row, Part>,
): Promise<WindowRows<Row>> {
  const time = { [field]: dateFilter(from, before) };
  const changes = field === "updated_at" ? parts : [];
  const [own, ...opened] = await Promise.all([
    ids ? undefined : openListV3({ ...filters, ...time }, list),
    ...changes.map((part) => openListV3(time, part.list)),
  ]);
  const isLong = [own, ...opened].some((one) => one?.isLong) || (ids?.size ?? 0) > longFrom;
  return {
    isLong,
    // All ids are asked for in each window.
    canSplit: !ids,
    // Those that changed in a window are not the newest.
    newest: field === "created_at" ? ((own?.first ?? []) as Row[]).filter(({ id }) => typeof id === "number") : [],
    async *rows() {
      const seen = new Set<number>();
      for await (const row of own ? own.rows() : rowsById(ids ?? [], list, { ...filters, ...time })) {
        if (typeof row.id !== "number") continue;
        if (changes.length > 0) seen.add(row.id);
        if (isWanted(row as Row)) yield row as Row;
      }
      const others = new Set<number>();
      const add = (id: number) => {
        if (!seen.has(id) && (!ids || ids.has(id))) others.add(id);
      };
      for (const [index, { parentOf, findParents }] of changes.entries()) {
        const orphans: Part[] = [];
        for await (const part of (opened[index] as typeof own & (typeof opened)[number])?.rows() ?? []) {
          const id = parentOf(part as Part);
          if (typeof id === "number") add(id);
          else orphans.push(part as Part);
        }
        if (orphans.length > 0) (await findParents?.(orphans))?.forEach(add);
      }
      for await (const row of rowsById(others, list, filters)) if (isWanted(row)) yield row;
    },
  };
}

/** The records with these ids that pass the filters. */
export async function* rowsById<Row extends { id: number }>(
  ids: Iterable<number>,
  list: ListV3<Row, object>,
  filters: object = {},
): AsyncGenerator<Row> {
  for (const group of idGroups(ids))
    for await (const row of listRecordsV3({ ...filters, ids: group }, list))
      if (typeof row.id === "number") yield row as Row;
}

/** A filter of times, from one on and before another one; undefined without either. */
export function dateFilter(from: string | undefined, before: string | undefined): string | undefined {
  const bounds = [...(from ? ["gte", from] : []), ...(before ? ["lt", before] : [])];
  return bounds.length > 0 ? bounds.join("|") : undefined;
}
