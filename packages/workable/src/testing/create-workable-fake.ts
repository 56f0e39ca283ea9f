import {
  createFake,
  type Fake,
  type FakeCall,
  type FakeOptions,
  type FakeResponse,
} from "@hrflow-connectors/testing/fakes";
import { checkNewCandidate, createdCandidate } from "./new-candidate";
import {
  candidateRow,
  candidateView,
  jobRow,
  jobView,
  pageOf,
  since,
  type WorkableFakeCandidate,
  type WorkableFakeJob,
} from "./records";

export type { WorkableFakeCandidate, WorkableFakeJob } from "./records";

export interface WorkableState {
  jobs: WorkableFakeJob[];
  candidates: WorkableFakeCandidate[];
}

export interface WorkableFakeOptions extends FakeOptions {
  subdomain: string;
  accessToken: string;
  jobs?: WorkableFakeJob[];
  candidates?: WorkableFakeCandidate[];
  /** The largest page, whatever `limit` says. Default 100. */
  pageSize?: number;
  /** How long lists hide a new candidate, in milliseconds. Default 3,000. */
  listLagMs?: number;
  /** Requests in 10 seconds. Default 10. */
  rateLimit?: number;
}

const windowMs = 10_000;
const resumes = "https://resumes.example.com";
/** How long a link to a resume works. Workable does not publish the time. */
const linkMs = 5 * 60_000;

const refusal = (status: number, error: string): FakeResponse => ({ status, body: { error } });
const duplicate: FakeResponse = {
  status: 422,
  body: {
    error: "Validation failed: Email candidate already exists",
    validation_errors: { email: ["candidate already exists"] },
  },
};

/**
 * A Workable account in memory. It refuses what Workable's documentation refuses, pages as recorded responses do, limits requests, and
 * shows new candidates late. Links to resumes name another host, expire, and refuse the token.
 */
export function createWorkableFake(options: WorkableFakeOptions): Fake<WorkableState> {
  const { subdomain, accessToken, pageSize = 100, listLagMs = 3_000, rateLimit = 10 } = options;
  const host = `https://${subdomain}.workable.com/spi/v3`;
  const window = { startsAt: 0, used: 0 };
  const link = (id: string, now: number) => `${resumes}/${id}.pdf?issued=${now}`;
  const envelope = (found: WorkableFakeCandidate, now: number) => candidateView(found, now, link);
  const isTaken = ({ candidates }: WorkableState, shortcode: string | null | undefined, email: unknown, but?: string) =>
    candidates.some(
      (one) => one.job?.shortcode === shortcode && addressOf(one.email) === addressOf(email) && one.id !== but,
    );

  function create({ state, params, json, now }: FakeCall<WorkableState>): FakeResponse {
    const job = state.jobs.find(({ shortcode }) => shortcode === params.shortcode);
    if (!job) return refusal(404, "Not found");
    const invalid = checkNewCandidate(json);
    if (invalid) return { status: 422, body: invalid };
    const candidate = createdCandidate(json, job, state.candidates.length, now());
    if (isTaken(state, job.shortcode, candidate.email)) return duplicate;
    state.candidates.push(candidate);
    const { resume_url, ...created } = envelope(candidate, now());
    return { status: 201, body: { status: "created", candidate: { ...created, resume_url: null } } };
  }

  function update({ state, params, json, now }: FakeCall<WorkableState>): FakeResponse {
    const found = state.candidates.find(({ id }) => id === params.id);
    if (!found) return refusal(404, "Not found");
    const { candidate } = (json ?? {}) as {
      candidate?: Partial<WorkableFakeCandidate> & { resume?: { name: string; data: string } };
    };
    if (!candidate) return refusal(422, "Validation failed");
    if (candidate.email && isTaken(state, found.job?.shortcode, candidate.email, found.id)) return duplicate;
    const { resume, skills, ...changes } = candidate;
    Object.assign(found, changes, { updated_at: new Date(now()).toISOString().replace(/\.\d+/, "") });
    if (skills) found.skills = (skills as unknown as string[]).map((name) => ({ name }));
    if (resume) found.resume = { ...resume, at: now() };
    return { status: 200, body: { candidate: envelope(found, now()) } };
  }

  return createFake<WorkableState>(
    {
      name: "Workable",
      createState: () => structuredClone({ jobs: options.jobs ?? [], candidates: options.candidates ?? [] }),
      before({ base, headers, now }) {
        if (base === resumes) return undefined;
        if (headers.get("authorization") !== `Bearer ${accessToken}`) return refusal(401, "Not authorized");
        if (now() >= window.startsAt + windowMs) Object.assign(window, { startsAt: now(), used: 0 });
        window.used += 1;
        return window.used > rateLimit ? { status: 429 } : undefined;
      },
      after({ base, now }, response) {
        if (base === resumes) return response;
        const headers = {
          "x-rate-limit-limit": String(rateLimit),
          "x-rate-limit-remaining": String(Math.max(0, rateLimit - window.used)),
          "x-rate-limit-reset": String(Math.ceil((now() + windowMs) / 1_000)),
        };
        return { ...response, headers: { ...headers, ...response.headers } };
      },
      noRoute: () => refusal(404, "Not found"),
      bases: [
        {
          url: host,
          routes: [
            {
              ...{ method: "GET", path: "/jobs" },
              handle({ state, query }) {
                const wanted = query.get("state");
                const rows = state.jobs.filter((job) => (!wanted || job.state === wanted) && since(query, job));
                // The URL of the same list for older accounts.
                const next = `https://www.workable.com/spi/v3/accounts/${subdomain}/jobs`;
                return { status: 200, body: pageOf("jobs", rows, jobRow, query, pageSize, next) };
              },
            },
            {
              ...{ method: "GET", path: "/jobs/{shortcode}" },
              handle({ state, params }) {
                const found = state.jobs.find(({ shortcode }) => shortcode === params.shortcode);
                return found ? { status: 200, body: jobView(found) } : refusal(404, "Not found");
              },
            },
            { ...{ method: "POST", path: "/jobs/{shortcode}/candidates" }, handle: create },
            {
              ...{ method: "GET", path: "/candidates" },
              handle({ state, query, now }) {
                const [shortcode, email] = [query.get("shortcode"), query.get("email")];
                const rows = state.candidates.filter(
                  (one) =>
                    // Lists leave out people of the talent pool, who have no job.
                    one.job &&
                    (!one.createdAtMs || now() >= one.createdAtMs + listLagMs) &&
                    (!shortcode || one.job?.shortcode === shortcode) &&
                    (!email || addressOf(one.email) === addressOf(email)) &&
                    since(query, one),
                );
                const next = shortcode ? `${host}/jobs/${shortcode}/candidates` : `${host}/candidates`;
                const row = (one: WorkableFakeCandidate) => candidateRow(one, now());
                return { status: 200, body: pageOf("candidates", rows, row, query, pageSize, next) };
              },
            },
            {
              ...{ method: "GET", path: "/candidates/{id}" },
              handle({ state, params, now }) {
                const found = state.candidates.find(({ id }) => id === params.id);
                return found ? { status: 200, body: { candidate: envelope(found, now()) } } : refusal(404, "Not found");
              },
            },
            { ...{ method: "PATCH", path: "/candidates/{id}" }, handle: update },
          ],
        },
        {
          url: resumes,
          routes: [
            {
              ...{ method: "GET", path: "/{file}" },
              handle({ state, params, query, headers, now }) {
                if (headers.has("authorization")) return { status: 400 };
                if (now() > Number(query.get("issued")) + linkMs) return { status: 403 };
                const found = state.candidates.find(({ id }) => `${id}.pdf` === params.file);
                if (!found?.resume) return { status: 404 };
                const body = Uint8Array.from(atob(found.resume.data), (char) => char.charCodeAt(0));
                return { status: 200, body, headers: { "content-type": "application/pdf" } };
              },
            },
          ],
        },
      ],
    },
    options,
  );
}

const addressOf = (email: unknown) =>
  String(email ?? "")
    .trim()
    .toLowerCase();
