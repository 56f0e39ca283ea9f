import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import { findContainer, type HrflowKind, objectsIn } from "./hrflow-kinds";
import { type Call, listPage, noContainer, success } from "./hrflow-responses";
import type { HrflowContainer, HrflowState } from "./hrflow-state";

/** Returns the route that tells what a key may do. */
export function authRoute(): FakeRoute<HrflowState> {
  return {
    method: "GET",
    path: "/auth",
    handle: ({ headers }) => success(200, "API Access Success", keyInfo(headers)),
  };
}

function keyInfo(headers: Headers) {
  const isReader = headers.get("x-api-key")?.startsWith("askr_");
  const team = { team_name: "Example", team_subdomain: "example", request_origin: null };
  return { ...team, api_key_permission: isReader ? "read" : "all" };
}

/** Returns the reads of sources or boards. */
export function containerRoutes(kind: HrflowKind): FakeRoute<HrflowState>[] {
  return [
    { method: "GET", path: `/${kind.containers}`, handle: (call) => list(kind, call) },
    { method: "GET", path: `/${kind.container}`, handle: (call) => read(kind, call) },
  ];
}

/** Only the number of objects can be sorted by: sources and boards have no date. */
function list(kind: HrflowKind, { state, query }: Call): FakeResponse {
  const name = query.get("name");
  const found = state[kind.containers].filter((container) => name === null || container.name === name);
  const sizeOf = ({ key }: HrflowContainer) => objectsIn(state, kind, key).length;
  if (query.get("sort_by") === kind.name) found.sort((one, other) => sizeOf(other) - sizeOf(one));
  if (query.get("order_by") === "asc") found.reverse();
  return listPage(query, `${titleOf(kind)} list`, found, (container) => withStats(kind, state, container));
}

function read(kind: HrflowKind, { state, query }: Call): FakeResponse {
  const found = findContainer(kind, state, query.get("key"));
  if (!found) return noContainer(kind);
  return success(200, `${titleOf(kind)} info`, query.get("stats") === "1" ? withStats(kind, state, found) : found);
}

function withStats(kind: HrflowKind, state: HrflowState, container: HrflowContainer) {
  return { ...container, stats: { size: String(objectsIn(state, kind, container.key).length) } };
}

const titleOf = ({ container }: HrflowKind) => (container === "source" ? "Source" : "Board");
