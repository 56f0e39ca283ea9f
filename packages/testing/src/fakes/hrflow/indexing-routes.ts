import type { FakeAnswer, FakeCall, FakeRoute } from "../engine/fake-types";
import { accepted, refused } from "./hrflow-answers";
import { type HrflowKind, isObject, objectsIn } from "./hrflow-kinds";
import { type HrflowContainer, type HrflowObject, type HrflowState, hrflowKey } from "./hrflow-state";
import { readObject, storedObject } from "./stored-object";

type Call = FakeCall<HrflowState>;

/** Creating, replacing and reading profiles or jobs. */
export function indexingRoutes(kind: HrflowKind): FakeRoute<HrflowState>[] {
  const path = `/${kind.name}/indexing`;
  return [
    { method: "POST", path, handle: (call) => create(kind, call) },
    { method: "PUT", path, handle: (call) => replace(kind, call) },
    { method: "GET", path, handle: (call) => read(kind, call) },
  ];
}

function create(kind: HrflowKind, call: Call): FakeAnswer {
  const { state } = call;
  const { container, written } = readWrite(kind, call);
  if (!container) return noContainer(kind);
  if (!kind.isComplete(written)) return invalid(kind);
  if (isUsed(kind, state, container, written.reference)) return alreadyUsed(kind, written.reference);
  const id = state.nextId++;
  const key = typeof written.key === "string" ? written.key : hrflowKey(id);
  const stored = storedObject(written, { kind, container, now: call.now(), id, key });
  (state[kind.objects] as HrflowObject[]).push(stored);
  return accepted(201, `${titled(kind)} created`, stored);
}

function replace(kind: HrflowKind, call: Call): FakeAnswer {
  const { state } = call;
  const { container, written } = readWrite(kind, call);
  if (!container) return noContainer(kind);
  const { key, reference } = written;
  const earlier = objectsIn(state, kind, container.key).find((object) =>
    typeof key === "string" ? object.key === key : isSame(reference, object.reference) && object.archived_at === null,
  );
  if (!earlier) return missing(kind);
  if (!kind.isComplete(written)) return invalid(kind);
  if (!isSame(reference, earlier.reference) && isUsed(kind, state, container, reference))
    return alreadyUsed(kind, reference);
  const stored = storedObject(written, {
    ...{ kind, container, earlier },
    ...{ now: call.now(), id: earlier.id, key: earlier.key },
  });
  const all = state[kind.objects] as HrflowObject[];
  all[all.indexOf(earlier)] = stored;
  return accepted(200, `${titled(kind)} edited`, readObject(stored));
}

/** Of a key and a reference, the reference wins. */
function read(kind: HrflowKind, { state, query }: Call): FakeAnswer {
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
  return found ? accepted(200, `${titled(kind)} details`, readObject(found)) : missing(kind);
}

/** The body comes with the object's fields beside the container's key, or wrapped under the kind's name. */
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

function isUsed(kind: HrflowKind, state: HrflowState, container: HrflowContainer, reference: unknown): boolean {
  const live = objectsIn(state, kind, container.key).filter(({ archived_at }) => archived_at === null);
  return live.some((object) => isSame(reference, object.reference));
}

/** Objects without a reference are not the same. */
function isSame(reference: unknown, other: string | null): boolean {
  return typeof reference === "string" && reference === other;
}

const titled = ({ name }: HrflowKind) => (name === "profile" ? "Profile" : "Job");
const missing = ({ name }: HrflowKind) => refused(400, `Unable to find object: ${name}`);
const invalid = ({ container }: HrflowKind) => refused(400, `Invalid ${container} fields`);
const noContainer = ({ container }: HrflowKind) =>
  refused(400, `Invalid parameters. Unable to find object: ${container}`);
const alreadyUsed = ({ name }: HrflowKind, reference: unknown) =>
  refused(400, `Cannot create ${name} with this reference: ${reference}. Already used!`);
