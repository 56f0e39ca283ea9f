import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import { emailOf, findContainer, type HrflowKind, isObject, objectsIn } from "./hrflow-kinds";
import { type Call, listPage, noContainer, notFound, success, titleOf } from "./hrflow-responses";
import { epochMs, type HrflowObject, type HrflowState, hrflowTime } from "./hrflow-state";
import { readObject } from "./stored-object";

/** Returns the routes that list, archive and restore profiles or jobs. Filters by location and ignored ones have no effect. */
export function storingRoutes(kind: HrflowKind, ignored: readonly string[] = []): FakeRoute<HrflowState>[] {
  const without = (query: URLSearchParams) =>
    new URLSearchParams([...query].filter(([name]) => !ignored.includes(name)));
  return [
    {
      method: "GET",
      path: `/storing/${kind.objects}`,
      handle: (call) => list(kind, { ...call, query: without(call.query) }),
    },
    { method: "PATCH", path: `/${kind.name}/indexing/archive`, handle: (call) => archive(kind, call) },
  ];
}

/** Lists the objects of several sources or boards, newest first. Rows are complete only on request. */
function list(kind: HrflowKind, { state, query }: Call): FakeResponse {
  const keys = keysOf(query.get(`${kind.container}_keys`));
  if (!keys || keys.some((key) => !findContainer(kind, state, key))) return noContainer(kind);
  const sort = query.get("sort_by") === "updated_at" ? "updated_at" : "created_at";
  const found: HrflowObject[] = keys.flatMap((key) => objectsIn(state, kind, key));
  const direction = query.get("order_by") === "asc" ? 1 : -1;
  const rows = found
    .filter((object) => isSelected(kind, query, object) && isWithin(query, "created_at", object.created_at))
    .filter((object) => isWithin(query, "date_range", object[sort]))
    .sort((one, other) => direction * (epochMs(one[sort]) - epochMs(other[sort]) || one.id - other.id));
  // Only this spelling is known to work.
  const isComplete = query.get(`return_${kind.name}`) === "True";
  return listPage(query, `List of ${kind.objects}`, rows, isComplete ? readObject : (row) => summary(kind, row));
}

/** Reads a JSON array. */
function keysOf(value: string | null): string[] | undefined {
  try {
    const keys: unknown = JSON.parse(value ?? "");
    return Array.isArray(keys) && keys.length > 0 ? keys.map(String) : undefined;
  } catch {
    return undefined;
  }
}

function isSelected(kind: HrflowKind, query: URLSearchParams, object: HrflowObject): boolean {
  const fullName = isObject(object.info) ? object.info.full_name : undefined;
  const values = {
    ...{ key: object.key, reference: object.reference, email: emailOf(object) },
    name: kind.name === "job" ? object.name : fullName,
  };
  return Object.entries(values).every(([name, value]) => !query.has(name) || query.get(name) === value);
}

/** Both ends are included. A maximum without a time includes its day. */
function isWithin(query: URLSearchParams, name: string, time: unknown): boolean {
  const at = epochMs(time);
  const min = query.get(`${name}_min`);
  const max = query.get(`${name}_max`);
  const end = max !== null && /^\d{4}-\d\d-\d\d$/.test(max) ? `${max}T23:59:59Z` : max;
  return (min === null || at >= epochMs(min)) && (end === null || at <= epochMs(end));
}

function summary(
  { container }: HrflowKind,
  { id, key, reference, archived_at, created_at, updated_at, ...object }: HrflowObject,
) {
  const containerKey = `${container}_key`;
  return { id, key, reference, [containerKey]: object[containerKey], archived_at, created_at, updated_at };
}

/** Archives an object, or restores it if `is_archive` is 0. */
function archive(kind: HrflowKind, { state, json, now }: Call): FakeResponse {
  const body = isObject(json) ? json : {};
  const container = findContainer(kind, state, body[`${kind.container}_key`]);
  if (!container) return noContainer(kind);
  const { key, reference, profile_email } = body;
  const isNamed = (object: HrflowObject) => {
    if (key !== undefined) return object.key === key;
    return reference !== undefined ? object.reference === reference : emailOf(object) === profile_email;
  };
  const isArchived = body.is_archive !== 0;
  const found = objectsIn(state, kind, container.key).filter(isNamed);
  const object = found.find(({ archived_at }) => (archived_at === null) === isArchived) ?? found[0];
  if (!object) return notFound(kind);
  object.archived_at = isArchived ? (object.archived_at ?? hrflowTime(now())) : null;
  return success(200, `${titleOf(kind)} archived`, { key: object.key });
}
