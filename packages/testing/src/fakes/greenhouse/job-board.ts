import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseSettings } from "./greenhouse-settings";
import type { GreenhouseState } from "./greenhouse-state";
import { applyToJob } from "./job-board-applications";
import { boardDepartments, boardOffices, boardSections } from "./job-board-groups";
import { type BoardJob, type Call, ok } from "./responses";

type Handler = (call: Call) => FakeResponse;

/** Returns the routes of the public Job Board API. Reads need no credential. Each also has an address below `/embed`. */
export function jobBoard(settings: GreenhouseSettings): FakeRoute<GreenhouseState>[] {
  const get = (path: string, handle: Handler) => ({ method: "GET", path: `/{board_token}${path}`, handle });
  const reads = (name: string, list: Handler, read: Handler) => [
    get(`/${name}s`, list),
    get(`/${name}s/{id}`, read),
    get(`/embed/${name}s`, list),
    // Single records below `/embed` are identified by the query.
    get(`/embed/${name}`, (call) => read({ ...call, params: { ...call.params, id: call.query.get("id") ?? "" } })),
  ];
  return [
    get("", readBoard),
    ...reads("job", listJobs, readJob),
    ...groupReads("department", boardDepartments),
    ...groupReads("office", boardOffices),
    ...groupReads("section", boardSections),
    ...["degrees", "disciplines", "schools"].map((kind) =>
      get(`/education/${kind}`, (call) => listOptions(call, kind)),
    ),
    { method: "POST", path: "/{board_token}/jobs/{id}", handle: (call) => withJob(call, () => apply(call)) },
  ];

  function groupReads(name: string, groupsOf: (jobs: BoardJob[], asTree: boolean) => { id: number }[]) {
    const groups = (call: Call) => groupsOf(boardOf(call)?.jobs ?? [], call.query.get("render_as") === "tree");
    return reads(
      name,
      (call) => (boardOf(call) ? ok({ [`${name}s`]: groups(call) }) : boardNotFound),
      (call) => {
        const found = groupsOf(boardOf(call)?.jobs ?? [], false).find(({ id }) => String(id) === call.params.id);
        return found ? ok(found) : boardNotFound;
      },
    );
  }

  function apply(call: Call): FakeResponse {
    const job = jobOf(call) ?? {};
    return applyToJob(call, settings, Number(job.internal_job_id ?? job.id));
  }
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

const contents = ["content", "departments", "offices"];
const forms = ["questions", "location_questions", "compliance", "demographic_questions"];

function listJobs(call: Call): FakeResponse {
  const board = boardOf(call);
  if (!board) return boardNotFound;
  const hidden = [...forms, "pay_input_ranges", ...(call.query.get("content") === "true" ? [] : contents)];
  const jobs = board.jobs.map((job) => without(job, hidden));
  return ok({ jobs, meta: { total: jobs.length } });
}

function readJob(call: Call): FakeResponse {
  const isAsked = (name: string) => call.query.get(name) === "true";
  const hidden = [...(isAsked("questions") ? [] : forms), ...(isAsked("pay_transparency") ? [] : ["pay_input_ranges"])];
  return withJob(call, (job) => ok(without(job, hidden)));
}

function jobOf(call: Call): BoardJob | undefined {
  return boardOf(call)?.jobs.find(({ id }) => String(id) === call.params.id);
}

function withJob(call: Call, handle: (job: BoardJob) => FakeResponse): FakeResponse {
  const job = jobOf(call);
  return job ? handle(job) : boardNotFound;
}

function without(job: BoardJob, names: string[]): BoardJob {
  return Object.fromEntries(Object.entries(job).filter(([name]) => !names.includes(name)));
}

const optionKinds: Record<string, string> = { degrees: "degree", disciplines: "discipline", schools: "school_name" };
const optionsPerPage = 100;

/** Lists the options of educations, of which only these have pages. */
function listOptions(call: Call, kind: string): FakeResponse {
  if (!boardOf(call)) return boardNotFound;
  const { state, query } = call;
  const term = (query.get("term") ?? "").toLowerCase();
  const start = (Number(query.get("page") ?? 1) - 1) * optionsPerPage;
  const found = state.options.filter(
    ({ key, name, active = true }) => key === optionKinds[kind] && active && name.toLowerCase().includes(term),
  );
  const items = found.slice(start, start + optionsPerPage).map(({ id, name }) => ({ id, text: name }));
  return ok({ items, meta: { total_count: found.length, per_page: optionsPerPage } });
}
