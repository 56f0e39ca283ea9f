import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import { findContainer, type HrflowKind, isObject, objectsIn } from "./hrflow-kinds";
import { type Call, invalid, noContainer, notFound, referenceUsed, success, titleOf } from "./hrflow-responses";
import { type HrflowContainer, type HrflowObject, type HrflowState, hrflowKey } from "./hrflow-state";
import { readObject, storedObject } from "./stored-object";

/** Returns the routes that create, replace and read profiles or jobs. */
export function indexingRoutes(kind: HrflowKind): FakeRoute<HrflowState>[] {
  const path = `/${kind.name}/indexing`;
  return [
    { method: "POST", path, handle: (call) => create(kind, call) },
    { method: "PUT", path, handle: (call) => replace(kind, call) },
    { method: "GET", path, handle: (call) => read(kind, call) },
  ];
}

function create(kind: HrflowKind, call: Call): FakeResponse {
  const { state } = call;
  const { container, written } = readWrite(kind, call);
  if (!container) return noContainer(kind);
  if (!kind.isComplete(written) || isRefused(call, written)) return invalid(kind);
  if (isReferenceUsed(kind, state, container, written.reference)) return referenceUsed(kind, written.reference);
  const id = state.nextId++;
  const key = typeof written.key === "string" ? written.key : hrflowKey(id);
  const stored = storedObject(written, { kind, container, now: call.now(), id, key });
  (state[kind.objects] as HrflowObject[]).push(stored);
  return success(201, `${titleOf(kind)} created`, stored);
}

function replace(kind: HrflowKind, call: Call): FakeResponse {
  const { state } = call;
  const { container, written } = readWrite(kind, call);
  if (!container) return noContainer(kind);
  const { key, reference } = written;
  const previous = objectsIn(state, kind, container.key).find((object) =>
    typeof key === "string"
      ? object.key === key
      : isSameReference(reference, object.reference) && object.archived_at === null,
  );
  if (!previous) return notFound(kind);
  if (!kind.isComplete(written) || isRefused(call, written)) return invalid(kind);
  if (!isSameReference(reference, previous.reference) && isReferenceUsed(kind, state, container, reference))
    return referenceUsed(kind, reference);
  const stored = storedObject(written, {
    ...{ kind, container, previous },
    ...{ now: call.now(), id: previous.id, key: previous.key },
  });
  const all = state[kind.objects] as HrflowObject[];
  all[all.indexOf(previous)] = stored;
  return success(200, `${titleOf(kind)} edited`, readObject(stored));
}

/** Returns whether strict mode refuses an object: an experience or education ends before it starts. */
function isRefused({ strict }: Call, { experiences, educations }: Record<string, unknown>): boolean {
  const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d\d/.test(value) ? value.slice(0, 10) : "");
  const isReversed = (entry: unknown) =>
    isObject(entry) && day(entry.date_end) !== "" && day(entry.date_end) < day(entry.date_start);
  return strict && [experiences, educations].flat().some(isReversed);
}

/** If the query has both a key and a reference, the reference wins. */
function read(kind: HrflowKind, { state, query }: Call): FakeResponse {
  const container = findContainer(kind, state, query.get(`${kind.container}_key`));
  if (!container) return noContainer(kind);
  const key = query.get("key");
  const reference = query.get("reference");
  const email = query.get("email");
  if (!key && !reference && !email) return invalid(kind);
  const found = objectsIn(state, kind, container.key).find((object) => {
    if (reference) return object.reference === reference && object.archived_at === null;
    return key ? object.key === key : isObject(object.info) && object.info.email === email;
  });
  return found ? success(200, `${titleOf(kind)} details`, readObject(found)) : notFound(kind);
}

/** The object's fields are next to the container's key, or wrapped under the kind's name. */
function readWrite(kind: HrflowKind, { state, json }: Call) {
  const body = isObject(json) ? json : {};
  const wrapped = body[kind.name];
  return {
    container: findContainer(kind, state, body[`${kind.container}_key`]),
    written: withTextValues(isObject(wrapped) ? wrapped : body),
  };
}

/** HrFlow.ai holds the values of tags and metadatas as text. */
function withTextValues(written: Record<string, unknown>): Record<string, unknown> {
  const asText = (entry: unknown) => {
    const isPlain = isObject(entry) && ["number", "boolean"].includes(typeof entry.value);
    return isPlain ? { ...entry, value: String(entry.value) } : entry;
  };
  const lists = ["tags", "metadatas"].flatMap((name) => {
    const entries = written[name];
    return Array.isArray(entries) ? [[name, entries.map(asText)]] : [];
  });
  return { ...written, ...Object.fromEntries(lists) };
}

function isReferenceUsed(
  kind: HrflowKind,
  state: HrflowState,
  container: HrflowContainer,
  reference: unknown,
): boolean {
  const active = objectsIn(state, kind, container.key).filter(({ archived_at }) => archived_at === null);
  return active.some((object) => isSameReference(reference, object.reference));
}

/** False if either has no reference. */
function isSameReference(reference: unknown, other: string | null): boolean {
  return typeof reference === "string" && reference === other;
}
