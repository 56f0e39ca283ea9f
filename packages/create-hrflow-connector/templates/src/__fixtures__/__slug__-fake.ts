import { createFake, type FakeResponse } from "@hrflow-connectors/testing/fakes";
import type { Candidate, CandidateCreate, Job, Resume } from "../generated/__slug__";

export interface __Pascal__State {
  jobs: Job[];
  candidates: (Candidate & { resumes: string[] })[];
  // #if oauth
  /** The tokens that are valid. */
  tokens: string[];
  // #end
}

export interface __Pascal__FakeOptions extends Partial<Pick<__Pascal__State, "jobs" | "candidates">> {
  // #if bearer basic headers
  apiKey: string;
  // #end
  // #if oauth
  clientId: string;
  clientSecret: string;
  // #end
}

const pageSize = 2;

/** Keeps what it creates in memory, and refuses what __name__'s documentation says that it refuses. */
export function create__Pascal__Fake(options: __Pascal__FakeOptions) {
  // #if bearer
  const isAllowed = (headers: Headers) => headers.get("authorization") === `Bearer ${options.apiKey}`;
  // #end
  // #if basic
  const isAllowed = (headers: Headers) => headers.get("authorization") === `Basic ${btoa(`${options.apiKey}:`)}`;
  // #end
  // #if headers
  const isAllowed = (headers: Headers) => headers.get("x-api-key") === options.apiKey;
  // #end
  // #if oauth
  const application = `Basic ${btoa(`${options.clientId}:${options.clientSecret}`)}`;
  // #end
  const times: number[] = [];
  /** __name__ takes 10 requests per second, with bursts of 20. */
  const limited = (now: number) => {
    times.push(now);
    return times.filter((time) => time > now - 1_000).length > 30 ? refusal(429, "Too many requests") : undefined;
  };
  return createFake<__Pascal__State>({
    name: "__name__",
    // #if bearer basic headers
    createState: () => ({ jobs: [...(options.jobs ?? [])], candidates: [...(options.candidates ?? [])] }),
    before: ({ headers, now }) => (isAllowed(headers) ? limited(now()) : refusal(401, "The credential is invalid")),
    // #end
    // #if oauth
    createState: () => ({ jobs: [...(options.jobs ?? [])], candidates: [...(options.candidates ?? [])], tokens: [] }),
    before({ state, headers, base, now }) {
      const credential = headers.get("authorization") ?? "";
      const isAllowed = base === login ? credential === application : state.tokens.includes(credential);
      return isAllowed ? limited(now()) : refusal(401, "The credential is invalid");
    },
    // #end
    bases: [
      // #if oauth
      {
        url: login,
        routes: [
          {
            method: "POST",
            path: "/oauth/token",
            handle({ state, form }) {
              if (form?.get("grant_type") !== "client_credentials") return refusal(400, "unsupported_grant_type");
              const access_token = `access-token-${state.tokens.length + 1}`;
              state.tokens.push(`Bearer ${access_token}`);
              return { status: 200, body: { access_token, token_type: "Bearer", expires_in: 3_600 } };
            },
          },
        ],
      },
      // #end
      {
        url: "https://api.__slug__.example/v1",
        routes: [
          {
            method: "GET",
            path: "/jobs",
            handle({ state, query }) {
              const [jobs, next_cursor] = pageOf(state.jobs, query);
              return { status: 200, body: { jobs, next_cursor } };
            },
          },
          {
            method: "GET",
            path: "/candidates",
            handle({ state, query }) {
              const since = query.get("created_since") ?? "";
              const created = state.candidates.filter(({ created_at }) => created_at >= since);
              const [page, next_cursor] = pageOf(created, query);
              const candidates = page.map(({ resumes: _, ...candidate }) => candidate);
              return { status: 200, body: { candidates, next_cursor } };
            },
          },
          {
            method: "POST",
            path: "/candidates",
            handle({ state, json, now }) {
              const created_at = new Date(now()).toISOString();
              const id = `c${state.candidates.length + 1}`;
              const url = `https://__slug__.example/candidates/${id}`;
              const given = json as CandidateCreate;
              if (!given?.name) return refusal(422, "name is missing");
              const candidate = { ...given, id, url, created_at, updated_at: created_at };
              state.candidates.push({ ...candidate, resumes: [] });
              return { status: 201, body: candidate };
            },
          },
          {
            method: "GET",
            path: "/candidates/{id}/resumes",
            handle: ({ state, params }) => ({ status: 200, body: { files: filesOf(state, params.id) } }),
          },
          {
            method: "POST",
            path: "/candidates/{id}/resumes",
            handle({ state, params, form }) {
              const file = form?.get("file");
              const candidate = state.candidates.find(({ id }) => id === params.id);
              if (!candidate) return refusal(404, "The candidate does not exist");
              if (!(file instanceof File)) return refusal(422, "file is missing");
              candidate.resumes.push(file.name);
              return { status: 201, body: filesOf(state, params.id).at(-1) };
            },
          },
        ],
      },
    ],
  });
}
// #if oauth

const login = "https://login.__slug__.example";
// #end

function refusal(status: number, message: string): FakeResponse {
  return { status, body: { message } };
}

/** One page of the records that changed since, the longest unchanged first. */
function pageOf<T extends { updated_at: string }>(records: T[], query: URLSearchParams): [T[], string | null] {
  const since = query.get("updated_since") ?? "";
  const start = Number(query.get("cursor") ?? 0);
  const changed = records.filter(({ updated_at }) => updated_at >= since);
  changed.sort((one, other) => one.updated_at.localeCompare(other.updated_at));
  return [changed.slice(start, start + pageSize), start + pageSize < changed.length ? String(start + pageSize) : null];
}

function filesOf({ candidates }: __Pascal__State, candidate: string | undefined): Resume[] {
  const found = candidates.find(({ id }) => id === candidate);
  return (found?.resumes ?? []).map((name, index) => ({ id: `${candidate}-${index + 1}`, name }));
}

const at = (number: number) => `2026-01-0${number}T00:00:00Z`;
// #if pullJobList
const job = (number: number) => ({ id: `j${number}`, title: `Job ${number}`, updated_at: at(number) });
// #end
// #if pushProfile pullProfileList
const candidate = (number: number) => ({
  ...{ id: `c${number}`, name: `Person ${number}`, email: `${number}@example.com`, resumes: [] },
  ...{ created_at: at(number), updated_at: at(number) },
});
// #end
const known = [1, 2, 3, 4, 5];

/** An account with records that fill three pages, and what tests ask of it. */
export const sample = {
  // #if bearer basic headers
  credential: { apiKey: "__slug__-api-key" },
  // #end
  // #if oauth
  credential: { clientId: "__slug__-client", clientSecret: "__slug__-client-secret" },
  // #end
  records: {
    // #if pullJobList
    jobs: known.map(job),
    // #end
    // #if pushProfile pullProfileList
    candidates: known.map(candidate),
    // #end
  },
  // #if pushProfile
  /** The candidates that were created since, each with all that a push writes. */
  created: ({ candidates }: __Pascal__State) =>
    candidates
      .slice(known.length)
      .map(({ id, name, email, resumes }) => ({ id, parts: [`${name}, ${email}`, ...resumes] })),
  // #end
  // #if pullJobList
  addJob: ({ jobs }: __Pascal__State) => void jobs.push(job(6)),
  // #end
  // #if pullProfileList
  addCandidate: ({ candidates }: __Pascal__State) => void candidates.push(candidate(6)),
  // #end
};
