import type { FakeResponse } from "../engine/fake-types";
import { badRequest, included, type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import type { LeverPostingRecord, LeverState } from "./lever-state";
import { byTime, isShown, isWithin, listPage, passes } from "./list-page";
import { userOf } from "./opportunity-view";

const categories = ["team", "department", "location", "commitment", "level"];
const filters = ["state", "distributionChannel", "tag", "group", ...categories];
const times = ["updated_at_start", "updated_at_end"];
const shape = ["include", "expand"];
const expand = ["user", "owner", "hiringManager", "followers"];

export function postingRoutes(): LeverRoute[] {
  const query = [...filters, ...times, "confidentiality", ...shape, "limit", "offset"];
  return [
    { method: "GET", path: "/postings", query, expand, handle: list },
    { method: "GET", path: "/postings/{posting}", query: [...shape, "distribution"], expand, handle: read },
  ];
}

/** `group` has no effect: its response is not documented. */
function list(call: LeverCall): FakeResponse {
  const { state, query } = call;
  const others = filters.filter((name) => query.has(name));
  if (times.some((name) => query.has(name)) && others.length > 0)
    return badRequest(`updated_at cannot be combined with ${others.join(", ")}.`);
  const found = state.postings.filter(
    (posting) =>
      isShown(query, posting.confidentiality) &&
      passes(query, "state", posting.state) &&
      passes(query, "distributionChannel", ...channelsOf(posting)) &&
      passes(query, "tag", ...posting.tags) &&
      categories.every((name) => passes(query, name, textOf(posting.categories[name]))) &&
      isWithin(query, "updated_at", posting.updatedAt),
  );
  return listPage(call, found, (posting) => view(state, query, posting), byTime);
}

function read({ state, query, params }: LeverCall): FakeResponse {
  const posting = state.postings.find(({ id }) => id === params.posting);
  return posting ? success(view(state, query, posting)) : notFound();
}

function view(state: LeverState, query: URLSearchParams, posting: LeverPostingRecord): Partial<LeverPostingRecord> {
  const expanded = query.getAll("expand").map((name) => {
    const value = posting[name];
    const find = (id: unknown) => userOf(state, typeof id === "string" ? id : null);
    return [name, Array.isArray(value) ? value.map(find) : find(value)];
  });
  return included(query, { ...posting, ...Object.fromEntries(expanded) });
}

/** A posting without channels is on both. */
function channelsOf({ distributionChannels }: LeverPostingRecord): string[] {
  return Array.isArray(distributionChannels) ? distributionChannels : ["public", "internal"];
}

const textOf = (value: LeverPostingRecord["categories"][string]) => (typeof value === "string" ? value : null);
