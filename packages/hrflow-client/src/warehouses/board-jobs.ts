import { type Api, paginate } from "@hrflow-connectors/core/connector";
import type { HrflowPaths } from "../hrflow-types";
import { dataOfList } from "./hrflow-connection";

/** How many jobs of a run are asked for one by one before the board is listed: a short run needs no list. */
const askedFirst = 3;

/** More than the default of 30. The most that HrFlow.ai allows is not known: if it sends fewer, there are more pages. */
const pageSize = 100;

/** Which jobs a board holds, by their references. */
export interface BoardJobs {
  /**
   * The job's key, null if the board held no such job when it was listed, undefined if nobody knows: the job has to be asked for. What was
   * created since is not remembered: HrFlow.ai refuses a second job of one reference.
   */
  keyOf(reference: string): Promise<string | null | undefined>;
}

/**
 * The jobs of a board during one run. After the first few, the board is listed once. A list that cannot be read costs a request for each
 * job, nothing else.
 */
export function createBoardJobs(api: Api<HrflowPaths>, boardKey: string): BoardJobs {
  let listing: Promise<Map<string, string | undefined> | null> | undefined;
  let asked = 0;
  return {
    async keyOf(reference) {
      asked += 1;
      if (asked <= askedFirst) return undefined;
      listing ??= listJobs(api, boardKey).catch(() => null);
      const listed = await listing;
      if (listed === null) return undefined;
      return listed.has(reference) ? listed.get(reference) : null;
    },
  };
}

/** The keys of the board's jobs by their references, undefined for an archived one. Lists the oldest first, so that a job which is created meanwhile moves no other to another page. */
async function listJobs(api: Api<HrflowPaths>, boardKey: string): Promise<Map<string, string | undefined>> {
  const query = {
    board_keys: JSON.stringify([boardKey]),
    ...({ sort_by: "created_at", order_by: "asc", limit: pageSize } as const),
  };
  const pages = paginate(
    (page) => api.GET("/storing/jobs", { params: { query: { ...query, page: Number(page ?? 1) } } }),
    (envelope) => {
      const { page = 1, maxPage = 1 } = envelope.meta ?? {};
      return { rows: dataOfList(envelope), next: page < maxPage ? String(page + 1) : undefined };
    },
  );
  const keys = new Map<string, string | undefined>();
  for await (const { reference, key, archived_at } of pages) {
    // Whether the list shows archived jobs, and whether their references are free, is not known: they are asked for.
    if (reference) keys.set(reference, (!archived_at && key) || keys.get(reference));
  }
  return keys;
}
