import type { FakeAnswer, FakeRoute } from "../engine/fake-types";
import { type Call, ok } from "./answers";
import type { GreenhouseState } from "./greenhouse-state";

/** The reads of the public Job Board API, which takes no credential and answers a board whole. */
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

const missing: FakeAnswer = { status: 404, body: { status: 404, error: "Board or job not found" } };

function readBoard(call: Call): FakeAnswer {
  const board = boardOf(call);
  return board ? ok({ name: board.name, content: null }) : missing;
}

function listJobs(call: Call): FakeAnswer {
  const board = boardOf(call);
  if (!board) return missing;
  const jobs = call.query.get("content") === "true" ? board.jobs : board.jobs.map(withoutContent);
  return ok({ jobs, meta: { total: jobs.length } });
}

function readJob(call: Call): FakeAnswer {
  const job = boardOf(call)?.jobs.find(({ id }) => String(id) === call.params.id);
  return job ? ok(job) : missing;
}

function withoutContent({ content: _, departments: __, offices: ___, ...job }: Record<string, unknown>) {
  return job;
}
