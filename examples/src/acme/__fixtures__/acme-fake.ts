import { createFake, type FakeDefinition } from "@hrflow-connectors/testing/fakes";
import type { AcmeCandidate, AcmeCandidateCreate, AcmeJob } from "../acme-api";

export interface AcmeState {
  jobs: AcmeJob[];
  candidates: (AcmeCandidate & { resumes: string[] })[];
}

export interface AcmeFakeOptions {
  /** Undefined: any key is accepted. */
  apiKey: string | undefined;
  jobs?: AcmeJob[];
  /** Whether a job takes each address once. Default false. */
  takesAddressOnce?: boolean;
  /** Requests in one second, bursts included. Default 30. */
  callsPerSecond?: number;
  /** Milliseconds that Acme's clock is ahead of its clients'. Default 0. */
  clockSkewMs?: number;
}

/** An Acme that keeps what it creates. */
export function createAcmeFake(options: AcmeFakeOptions) {
  const { apiKey, jobs = [], takesAddressOnce = false, callsPerSecond = 30, clockSkewMs = 0 } = options;
  const times: number[] = [];
  const definition: FakeDefinition<AcmeState> = {
    name: "Acme",
    createState: () => ({ jobs, candidates: [] }),
    before({ headers, now }) {
      if (apiKey !== undefined && headers.get("authorization") !== `Bearer ${apiKey}`)
        return { status: 401, body: { message: "Invalid API key" } };
      times.push(now());
      // 10 requests per second with bursts of 20.
      return times.filter((time) => time > now() - 1_000).length > callsPerSecond
        ? { status: 429, body: { message: "Slow down" }, headers: { "retry-after": "1" } }
        : undefined;
    },
    bases: [
      {
        url: "https://api.acme.example/v1",
        routes: [
          {
            method: "GET",
            path: "/jobs",
            handle({ state, query }) {
              const start = Number(query.get("cursor") ?? 0);
              const since = query.get("updated_since") ?? "";
              const sorted = state.jobs.filter(({ updated_at }) => updated_at >= since);
              const next_cursor = start + 2 < sorted.length ? String(start + 2) : null;
              return { status: 200, body: { jobs: sorted.slice(start, start + 2), next_cursor } };
            },
          },
          {
            method: "GET",
            path: "/candidates",
            handle({ state, query }) {
              const since = query.get("created_since") ?? "";
              const candidates = state.candidates.filter(({ created_at }) => created_at >= since);
              return { status: 200, body: { candidates, next_cursor: null } };
            },
          },
          {
            method: "POST",
            path: "/candidates",
            handle({ state, json, now }) {
              const created_at = new Date(now()).toISOString();
              const { email, job_ids = [] } = json as AcmeCandidateCreate;
              const isTaken = (one: AcmeCandidateCreate) =>
                one.email === email && one.job_ids?.some((job) => job_ids.includes(job));
              if (takesAddressOnce && state.candidates.some(isTaken))
                return { status: 422, body: { message: "The job has an applicant with this address" } };
              const id = `c${state.candidates.length + 1}`;
              const url = `https://acme.example/candidates/${id}`;
              const record = { ...(json as AcmeCandidateCreate), id, url, created_at, updated_at: created_at };
              state.candidates.push({ ...record, resumes: [] });
              return { status: 201, body: record };
            },
          },
          {
            method: "GET",
            path: "/candidates/{id}/resume",
            handle: ({ state, params }) => ({ status: 200, body: { files: filesOf(state, params.id) } }),
          },
          {
            method: "POST",
            path: "/candidates/{id}/resume",
            handle({ state, params, form }) {
              const file = form?.get("file");
              if (!(file instanceof File)) return { status: 422, body: { errors: { file: ["is missing"] } } };
              state.candidates.find(({ id }) => id === params.id)?.resumes.push(file.name);
              return { status: 201, body: filesOf(state, params.id).at(-1) };
            },
          },
        ],
      },
    ],
  };
  return createFake(definition, { clockSkewMs });
}

function filesOf({ candidates }: AcmeState, candidate: string | undefined) {
  const found = candidates.find(({ id }) => id === candidate);
  return (found?.resumes ?? []).map((name, index) => ({ id: `${candidate}-${index + 1}`, name }));
}
