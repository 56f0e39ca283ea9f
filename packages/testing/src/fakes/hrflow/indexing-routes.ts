import type { FakeCall, FakeResponse, FakeRoute } from "../engine/fake-types";
import { type HrflowKind, isObject, objectsIn } from "./hrflow-kinds";
import { type HrflowContainer, type HrflowObject, type HrflowState, hrflowKey } from "./hrflow-state";
import { readObject, storedObject } from "./stored-object";

type Call = FakeCall<HrflowState>;

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
  if (!kind.isComplete(written)) return invalid(kind);
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
  if (!kind.isComplete(written)) return invalid(kind);
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
    written: isObject(wrapped) ? wrapped : body,
  };
}

function findContainer(kind: HrflowKind, state: HrflowState, key: unknown): HrflowContainer | undefined {
  return state[kind.containers].find((container) => container.key === key);
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

export function failure(status: number, message: string): FakeResponse {
  return { status, body: { code: status, message } };
}

function success(status: number, message: string, data: unknown): FakeResponse {
  return { status, body: { code: status, message, data } };
}

const titleOf = ({ name }: HrflowKind) => (name === "profile" ? "Profile" : "Job");
const notFound = ({ name }: HrflowKind) => failure(400, `Unable to find object: ${name}`);
const invalid = ({ container }: HrflowKind) => failure(400, `Invalid ${container} fields`);
const noContainer = ({ container }: HrflowKind) =>
  failure(400, `Invalid parameters. Unable to find object: ${container}`);
const referenceUsed = ({ name }: HrflowKind, reference: unknown) =>
  failure(400, `Cannot create ${name} with this reference: ${reference}. Already used!`);
