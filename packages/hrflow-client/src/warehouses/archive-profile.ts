import { type Api, type LiveRecord, paginate } from "@hrflow-connectors/core/connector";
import type { HrflowPaths } from "../hrflow-types";
import { dataOf, dataOfList, isMissing, pageSize } from "./hrflow-connection";

/**
 * All profiles of a source that are not archived. Ends after the page that the latest response calls the last one: the list may grow or
 * shrink meanwhile.
 */
export async function* liveProfiles(api: Api<HrflowPaths>, sourceKey: string): AsyncGenerator<LiveRecord> {
  // The oldest first: a profile that is created meanwhile moves no other to another page.
  const oldestFirst = { sort_by: "created_at", order_by: "asc" } as const;
  const filters = { ...oldestFirst, source_keys: JSON.stringify([sourceKey]), limit: pageSize };
  const load = async (next: string | undefined) => {
    const page = Number(next ?? 1);
    const envelope = await api.GET("/storing/profiles", { params: { query: { ...filters, page } } });
    return { page, rows: dataOfList(envelope), pages: envelope.meta?.maxPage ?? 1 };
  };
  const rows = paginate(load, ({ rows, page, pages }) => ({ rows, next: page < pages ? String(page + 1) : null }));
  for await (const { key, reference, archived_at, source_key } of rows) {
    // Profiles of other sources would raise the number that may be archived.
    const isOfSource = !source_key || source_key === sourceKey;
    if (key && !archived_at && isOfSource) yield { id: key, reference };
  }
}

/** Archives a profile. One that does not exist any more counts as archived. */
export async function archiveProfile(api: Api<HrflowPaths>, sourceKey: string, key: string): Promise<void> {
  try {
    dataOf(await api.PATCH("/profile/indexing/archive", { body: { source_key: sourceKey, key, is_archive: 1 } }));
  } catch (error) {
    if (!isMissing(error, "profile")) throw error;
  }
}
