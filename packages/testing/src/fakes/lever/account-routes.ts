import type { FakeResponse } from "../engine/fake-types";
import { type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import type { LeverAccountRecord, LeverState } from "./lever-state";
import { byTime, inOrder, isShown, isWithin, listPage, passes } from "./list-page";

const paging = ["limit", "offset"];
type Kind = "stages" | "users" | "archiveReasons" | "requisitions";

/** Returns the lists that clients read before they write: stages, users, archive reasons, requisitions, tags and sources. */
export function accountRoutes(): LeverRoute[] {
  const users = ["email", "accessRole", "includeDeactivated", "external_directory_id"];
  const requisitions = ["created_at_start", "created_at_end", "requisition_code", "status", "confidentiality"];
  return [
    list("/stages", [], (call) => ordered(call, call.state.stages)),
    read("/stages/{id}", "stages"),
    list("/users", users, listUsers),
    read("/users/{id}", "users"),
    list("/archive_reasons", ["type"], listReasons),
    read("/archive_reasons/{id}", "archiveReasons"),
    list("/requisitions", requisitions, listRequisitions),
    read("/requisitions/{id}", "requisitions"),
    list("/tags", [], (call) => listCounts(call, "tags")),
    list("/sources", [], (call) => listCounts(call, "sources")),
  ];
}

function list(path: string, query: string[], handle: LeverRoute["handle"]): LeverRoute {
  return { method: "GET", path, query: [...query, ...paging], handle };
}

function read(path: string, kind: Kind): LeverRoute {
  const handle = ({ state, params }: LeverCall) => {
    const found = state[kind].find(({ id }) => id === params.id);
    return found ? success(found) : notFound();
  };
  return { method: "GET", path, query: [], handle };
}

function ordered(call: LeverCall, rows: { id: string }[]): FakeResponse {
  return listPage(call, rows, (row) => row, inOrder(rows));
}

/** Hides deactivated users unless the query asks for them. */
function listUsers(call: LeverCall): FakeResponse {
  const { state, query } = call;
  const showsAll = query.get("includeDeactivated") === "true";
  const found = state.users.filter(
    (user) =>
      (showsAll || !user.deactivatedAt) &&
      passes(query, "email", textOf(user.email)) &&
      passes(query, "accessRole", textOf(user.accessRole)) &&
      passes(query, "external_directory_id", textOf(user.externalDirectoryId)),
  );
  return ordered(call, found);
}

function listReasons(call: LeverCall): FakeResponse {
  return ordered(
    call,
    call.state.archiveReasons.filter(({ type }) => passes(call.query, "type", textOf(type))),
  );
}

function listRequisitions(call: LeverCall): FakeResponse {
  const { state, query } = call;
  const createdAt = (row: LeverAccountRecord) => Number(row.createdAt);
  const found = state.requisitions.filter(
    (row) =>
      isShown(query, row.confidentiality) &&
      passes(query, "requisition_code", textOf(row.requisitionCode)) &&
      passes(query, "status", textOf(row.status)) &&
      isWithin(query, "created_at", createdAt(row)),
  );
  return listPage(
    call,
    found,
    (row) => row,
    (row) => byTime({ id: row.id, createdAt: createdAt(row) }),
  );
}

/** Returns the tags or sources in use, and how many opportunities have each. */
function listCounts(call: LeverCall, field: "tags" | "sources"): FakeResponse {
  const counts = new Map<string, number>();
  for (const text of textsOf(call.state, field)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const rows = [...counts].sort().map(([text, count]) => ({ id: text, count }));
  return listPage(call, rows, ({ id, count }) => ({ text: id, count }), inOrder(rows));
}

function textsOf({ opportunities }: LeverState, field: "tags" | "sources"): string[] {
  return opportunities.flatMap((opportunity) => [...new Set(opportunity[field])]);
}

const textOf = (value: unknown) => (typeof value === "string" ? value : null);
