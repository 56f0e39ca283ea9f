import type { FakeResponse } from "../engine/fake-types";
import { badRequest, isRecord, type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import { type LeverNoteRecord, nextId } from "./lever-state";
import { byTime, listPage } from "./list-page";
import { withOpportunity } from "./opportunity-view";

const path = "/opportunities/{opportunity}/notes";

/** Returns the routes of notes on opportunities. */
export function noteRoutes(): LeverRoute[] {
  return [
    { method: "GET", path, query: ["limit", "offset"], handle: list },
    { method: "POST", path, query: ["note_id"], performAs: "required", handle: create },
    { method: "GET", path: `${path}/{note}`, query: [], handle: read },
  ];
}

function list(call: LeverCall): FakeResponse {
  return withOpportunity(call, ({ id }) => {
    const own = call.state.notes.filter(({ opportunity }) => opportunity === id);
    return listPage(call, own, noteView, byTime);
  });
}

function create(call: LeverCall): FakeResponse {
  return withOpportunity(call, (opportunity) => {
    const { state, query, json, now } = call;
    const body = isRecord(json) ? json : {};
    const { value, secret = false, createdAt = now() } = body;
    if (typeof value !== "string" || value === "") return badRequest("value is required.");
    if (typeof createdAt !== "number" || createdAt > now()) return badRequest("createdAt must not be in the future.");
    const note: LeverNoteRecord = {
      ...{ id: nextId(state), opportunity: opportunity.id, user: query.get("perform_as") },
      ...{ value, secret: secret === true, createdAt },
    };
    state.notes.push(note);
    return { status: 201, body: { data: { ...noteView(note), noteId: note.id } } };
  });
}

function read(call: LeverCall): FakeResponse {
  return withOpportunity(call, ({ id }) => {
    const note = call.state.notes.find((one) => one.opportunity === id && one.id === call.params.note);
    return note ? success(noteView(note)) : notFound();
  });
}

function noteView({ id, value, user, secret, createdAt }: LeverNoteRecord) {
  const field = { type: "note", text: "Comment", value, createdAt, user, score: null, stage: null };
  return { id, text: value, fields: [field], user, secret, completedAt: createdAt, createdAt, deletedAt: null };
}
