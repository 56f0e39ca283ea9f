import { defineWarehouse, ResponseShapeError } from "@hrflow-connectors/core/connector";
import { compact, isoInstant } from "@hrflow-connectors/core/formats";
import type { HrflowProfile, HrflowProfileSummary } from "../hrflow-types";
import { checkSource } from "./hrflow-check";
import { dataOfList, hrflowConnection, pageSize } from "./hrflow-connection";
import { hrflowProfiles, readProfile, withSource } from "./hrflow-profiles";
import { endOf, isWithin, passesFilters, profileListParameters } from "./profile-list-parameters";

const url = "https://developers.hrflow.ai";

/**
 * The profiles of an HrFlow.ai source, the last changed first, without those that are archived. If a profile changes while the list is
 * read, this order moves no other profile to a page that was read already. The changed one belongs to the next run.
 *
 * @see https://developers.hrflow.ai/reference/list-profiles
 */
export const hrflowProfileList = defineWarehouse({
  name: "HrFlow.ai profiles of a source",
  dataType: "profile",
  connection: hrflowConnection,
  read: {
    parameters: profileListParameters,
    endpoints: [
      { endpoint: "GET /storing/profiles", url, permission: "read" },
      // For rows without their profile.
      { endpoint: "GET /profile/indexing", url, permission: "read" },
    ],
    check: (context) => checkSource("read", context),
    async *read({ api, parameters, since, until, reached, total: tell, logger }): AsyncGenerator<HrflowProfile> {
      const { sourceKey, createdAtMin, createdAtMax, updatedAtMin, updatedAtMax, name, email } = parameters;
      const min = [since, isoInstant(updatedAtMin)].reduce<string>(
        (one, other) => (other && other > one ? other : one),
        "",
      );
      const max = endOf(updatedAtMax);
      const query = {
        source_keys: JSON.stringify([sourceKey]),
        return_profile: "True" as const,
        limit: pageSize,
        sort_by: "updated_at" as const,
        order_by: "desc" as const,
        ...compact({ created_at_min: createdAtMin, created_at_max: createdAtMax, name, email }),
      };
      const load = async (page: number): Promise<Page> => {
        const envelope = await api.GET("/storing/profiles", { params: { query: { ...query, page } } });
        const { maxPage, total } = envelope.meta ?? {};
        // The list is read as a whole then.
        if (page === 1 && min === "" && max === undefined && typeof total === "number") tell(total);
        return { rows: dataOfList(envelope).filter(isRow), lastPage: maxPage, total };
      };
      const isWanted = (row: Row) => !row.archived_at && isWithin(changedAt(row), min, max);
      const complete = async (row: Row): Promise<HrflowProfile | null> => {
        const isComplete = isRow((row as HrflowProfile).info);
        // A row without a key is passed on as it is, not left out silently.
        if (isComplete || !row.key) return withSource(row as HrflowProfile, sourceKey);
        return readProfile(api, { source_key: sourceKey, key: row.key });
      };
      let others = 0;
      reached(null);
      for await (const rows of pagesOf(load, (row) => (changedAt(row) ?? min) < min)) {
        for (const profile of await Promise.all(rows.filter(isWanted).map(complete))) {
          if (profile && passesFilters(profile, parameters)) yield profile;
          else if (profile) others += 1;
        }
      }
      if (others > 0)
        logger.warn(
          { profiles: others },
          "HrFlow.ai listed profiles that its filters should leave out: they were left out",
        );
      reached(until());
    },
    cursor: (profile) => changedAt(profile),
    id: (profile) => hrflowProfiles.read.id?.(profile) ?? null,
  },
});

/** A profile, or only its keys and times. */
type Row = HrflowProfile | HrflowProfileSummary;

interface Page {
  rows: Row[];
  lastPage: number | null | undefined;
  /** How many rows the list has. */
  total: number | null | undefined;
}

const isRow = (row: unknown): row is Row => typeof row === "object" && row !== null;

/** In UTC, so that it sorts as time does. */
function changedAt({ updated_at, created_at }: Row): string | null {
  return isoInstant(updated_at) ?? isoInstant(created_at) ?? null;
}

/** A list may have empty pages. After this many in a row, the read fails. */
const maxEmptyPages = 20;
/** How often in a row the same page may be left again because rows were removed before it. */
const maxReturns = 20;
/** How many rows are recognized if they come again on a later page. */
const maxSeen = 10_000;

/**
 * Reads the pages of a list that comes newest first, each row once. Loads the next page while one is used. Rows that are added or change
 * move others to later pages. Removed rows move others to pages that were read already, so these pages are read again. Ends after a page
 * whose last row is old.
 */
async function* pagesOf(load: (page: number) => Promise<Page>, isOld: (row: Row) => boolean): AsyncGenerator<Row[]> {
  const seen = new Set<string>();
  const isNew = (row: Row) => {
    const key = keyOf(row);
    if (key === "") return true;
    if (seen.has(key)) return false;
    seen.add(key);
    if (seen.size > maxSeen) seen.delete(seen.values().next().value ?? "");
    return true;
  };
  let page = 1;
  let isSorted = true;
  let loading = load(page);
  let total: number | undefined;
  let read = { page: 0, keys: "" };
  let [furthest, returns, empty, largest] = [0, 0, 0, 1];
  for (;;) {
    const { rows, lastPage, total: found } = await loading;
    const before = total;
    total = found ?? before;
    const removed = (before ?? 0) - (total ?? 0);
    if (removed > 0 && page > 1) {
      returns += 1;
      if (returns > maxReturns) throw new ResponseShapeError("the list of profiles shrinks whenever it is read");
      page = Math.max(1, page - Math.ceil(removed / largest));
      loading = load(page);
      continue;
    }
    if (page > furthest) [furthest, returns] = [page, 0];
    const keys = rows.map(keyOf).join();
    empty = rows.length === 0 ? empty + 1 : 0;
    largest = Math.max(largest, rows.length);
    if (rows.length > 0 && keys === read.keys && page !== read.page && total === before)
      throw new ResponseShapeError("a page of the list of profiles repeats the page before it");
    if (empty > maxEmptyPages) throw new ResponseShapeError("the pages of the list of profiles have no end");
    read = { page, keys };
    const last = rows.at(-1);
    const isEnd = typeof lastPage === "number" ? page >= lastPage : rows.length === 0;
    isSorted &&= rows.every((row, index) => index === 0 || isAfter(rows[index - 1], row));
    // In another order than the one asked for, newer rows may follow an old one.
    const hasMore = !isEnd && !(isSorted && last && isOld(last));
    if (hasMore) {
      loading = load(page + 1);
      // It may fail before anybody waits for it.
      loading.catch(() => undefined);
    }
    yield rows.filter(isNew);
    if (!hasMore) return;
    page += 1;
  }
}

const isAfter = (one: Row | undefined, other: Row) => !one || (changedAt(one) ?? "") >= (changedAt(other) ?? "");
const keyOf = ({ key, reference }: Row) => key || reference || "";
