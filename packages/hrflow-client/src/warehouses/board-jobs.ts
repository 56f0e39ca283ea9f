import { type Api, type LiveRecord, paginate } from "@hrflow-connectors/core/connector";
import type { HrflowPaths } from "../hrflow-types";
import { dataOf, dataOfList, isMissing, pageSize } from "./hrflow-connection";

/** How many jobs of a run are looked up one by one before the board is listed: a short run needs no list. */
const askedFirst = 3;

/** A list only saves requests, so it must not hold up the jobs for long. */
const briefly = { maxAttempts: 1, timeoutMs: 10_000 };

/** Which jobs a board holds, by their references. */
export interface BoardJobs {
  /**
   * The job's key, null if the board held no such job when it was listed, undefined if nobody knows: the job has to be asked for. What was
   * created since is not remembered: HrFlow.ai refuses a second job of one reference.
   */
  keyOf(reference: string): Promise<string | null | undefined>;
}

/**
 * The jobs of a board during one run. The board is listed once, as soon as as many jobs were asked for as the list has pages: it never
 * costs more than what it follows. A list that cannot be read costs a request for each job.
 */
export function createBoardJobs(api: Api<HrflowPaths>, boardKey: string): BoardJobs {
  const brief = api.with(briefly);
  let firstPage: Promise<Page | null> | undefined;
  let listing: Promise<Map<string, string | undefined> | null> | undefined;
  let asked = 0;
  return {
    async keyOf(reference) {
      asked += 1;
      if (asked <= askedFirst) return undefined;
      firstPage ??= readPage(brief, boardKey, 1).catch(() => null);
      const first = await firstPage;
      if (first === null || (!listing && asked < first.pages)) return undefined;
      listing ??= listKeys(brief, boardKey, first).catch(() => null);
      const keys = await listing;
      if (keys === null) return undefined;
      return keys.has(reference) ? keys.get(reference) : null;
    },
  };
}

interface Page {
  number: number;
  rows: { board_key?: string | null; reference?: string | null; key?: string | null; archived_at?: string | null }[];
  /** How many pages the list has. */
  pages: number;
}

/** The oldest first: a job that is created meanwhile moves no other to another page. */
async function readPage(api: Api<HrflowPaths>, boardKey: string, page: number): Promise<Page> {
  const query = {
    ...{ board_keys: JSON.stringify([boardKey]), page, limit: pageSize },
    ...({ sort_by: "created_at", order_by: "asc" } as const),
  };
  const envelope = await api.GET("/storing/jobs", { params: { query } });
  return { number: page, rows: dataOfList(envelope), pages: envelope.meta?.maxPage ?? 1 };
}

/** The keys of the board's jobs by their references, undefined for an archived one. */
async function listKeys(
  api: Api<HrflowPaths>,
  boardKey: string,
  first: Page,
): Promise<Map<string, string | undefined>> {
  const keys = new Map<string, string | undefined>();
  let current = first;
  for (let page = 1; ; page++) {
    for (const { reference, key, archived_at } of current.rows.filter(isOf(boardKey))) {
      // Whether the list shows archived jobs, and whether their references are free, is not known: they are asked for.
      if (reference) keys.set(reference, (!archived_at && key) || keys.get(reference));
    }
    if (page >= current.pages || current.rows.length === 0) return keys;
    current = await readPage(api, boardKey, page + 1);
  }
}

/**
 * All jobs of a board that are not archived. Ends after the page that the latest response calls the last one: the list may grow or
 * shrink meanwhile.
 */
export async function* liveJobs(api: Api<HrflowPaths>, boardKey: string): AsyncGenerator<LiveRecord> {
  const rows = paginate(
    (next) => readPage(api, boardKey, Number(next ?? 1)),
    ({ rows, number, pages }) => ({ rows, next: number < pages ? String(number + 1) : null }),
  );
  for await (const row of rows) {
    const { key, reference, archived_at } = row;
    if (key && !archived_at && isOf(boardKey)(row)) yield { id: key, reference };
  }
}

/** Jobs of other boards neither exist here nor count towards how many may be archived. */
const isOf = (boardKey: string) => (row: Page["rows"][number]) => !row.board_key || row.board_key === boardKey;

/** Archives a job, or restores it. Archiving a job that does not exist succeeds. */
export async function setArchived(
  api: Api<HrflowPaths>,
  boardKey: string,
  key: string,
  isArchived: boolean,
): Promise<void> {
  const body = { board_key: boardKey, key, is_archive: isArchived ? (1 as const) : (0 as const) };
  try {
    dataOf(await api.PATCH("/job/indexing/archive", { body }));
  } catch (error) {
    if (!isArchived || !isMissing(error, "job")) throw error;
  }
}
