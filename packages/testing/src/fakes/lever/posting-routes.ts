import type { FakeResponse } from "../engine/fake-types";
import { badRequest, type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import type { LeverPostingRecord } from "./lever-state";
import { isWithin, listPage, passes } from "./list-page";

const categories = ["team", "department", "location", "commitment"];
const times = ["updated_at_start", "updated_at_end"];

export function postingRoutes(): LeverRoute[] {
  const query = ["state", "tag", ...categories, ...times, "limit", "offset"];
  return [
    { method: "GET", path: "/postings", query, handle: list },
    { method: "GET", path: "/postings/{posting}", query: [], handle: read },
  ];
}

function list(call: LeverCall): FakeResponse {
  const { state, query } = call;
  const others = ["state", "tag", ...categories].filter((name) => query.has(name));
  if (times.some((name) => query.has(name)) && others.length > 0)
    return badRequest(`updated_at cannot be combined with ${others.join(", ")}.`);
  const found = state.postings.filter(
    (posting) =>
      passes(query, "state", posting.state) &&
      passes(query, "tag", ...posting.tags) &&
      categories.every((name) => passes(query, name, textOf(posting.categories[name]))) &&
      isWithin(query, "updated_at", posting.updatedAt),
  );
  return listPage(call, found, (posting) => posting);
}

function read({ state, params }: LeverCall): FakeResponse {
  const posting = state.postings.find(({ id }) => id === params.posting);
  return posting ? success(posting) : notFound();
}

const textOf = (value: LeverPostingRecord["categories"][string]) => (typeof value === "string" ? value : null);
