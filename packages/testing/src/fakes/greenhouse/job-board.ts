import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseState } from "./greenhouse-state";
import { type Call, ok } from "./responses";

/** Returns the routes of the public Job Board API. It needs no credential and has no pages. */
export function jobBoard(): FakeRoute<GreenhouseState>[] {
  return [
    { method: "GET", path: "/{board_token}", handle: readBoard },
    { method: "GET", path: "/{board_token}/jobs", handle: listJobs },
    { method: "GET", path: "/{board_token}/jobs/{id}", handle: readJob },
  ];
}

function boardOf({ state, params }: Call) {
  const token = params.board_token ?? "";
  return Object.hasOwn(state.boards, token) ? state.boards[token] : undefined;
}

const boardNotFound: FakeResponse = { status: 404, body: { status: 404, error: "Board or job not found" } };

function readBoard(call: Call): FakeResponse {
  const board = boardOf(call);
  return board ? ok({ name: board.name, content: null }) : boardNotFound;
}

function listJobs(call: Call): FakeResponse {
  const board = boardOf(call);
  if (!board) return boardNotFound;
  const jobs = call.query.get("content") === "true" ? board.jobs : board.jobs.map(withoutContent);
  return ok({ jobs, meta: { total: jobs.length } });
}

function readJob(call: Call): FakeResponse {
  const job = boardOf(call)?.jobs.find(({ id }) => String(id) === call.params.id);
  return job ? ok(job) : boardNotFound;
}

function withoutContent({ content: _, departments: __, offices: ___, ...job }: Record<string, unknown>) {
  return job;
}
