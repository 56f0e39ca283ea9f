import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  paginate,
  type ReadContext,
  typedApi,
} from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import type { OpenApiDocument } from "@hrflow-connectors/testing";
import { createFake } from "@hrflow-connectors/testing/fakes";
import {
  type ConformanceSettings,
  checksOf,
  createSubject,
  type TestedConnector,
  violationsOf,
} from "@hrflow-connectors/testing/vitest";
import { beforeAll, expect, it, vi } from "vitest";
import type { AcmeCandidate, AcmeCandidateCreate, AcmeJob } from "./acme-api";
import { acmeConnection } from "./acme-connection";
import { formatCandidate, formatJob } from "./formats";

const baseUrl = "https://rpc.acme.example";
const apiKey = "acme-api-key";

interface Call<Body, Result> {
  post: {
    requestBody: { content: { "application/json": Body } };
    responses: { 200: { content: { "application/json": Result } } };
  };
}
interface RpcPaths {
  "/job.list": Call<{ filter: { since?: string; cursor?: string } }, { jobs: AcmeJob[]; next: string | null }>;
  "/candidate.list": Call<{ since: string }, { candidates: AcmeCandidate[] }>;
  "/candidate.create": Call<AcmeCandidateCreate, AcmeCandidate>;
}
type Reading = ReadContext<RpcPaths, { apiKey: string; companyId: string }>;
interface State {
  jobs: AcmeJob[];
  candidates: AcmeCandidate[];
}

const operation = (operationId: string) => ({
  post: {
    operationId,
    requestBody: { content: { "application/json": { schema: { type: "object" } } } },
    responses: { 200: { description: "", content: { "application/json": { schema: { type: "object" } } } } },
  },
});
const document = {
  openapi: "3.1.0",
  info: { title: "Acme", version: "1" },
  paths: Object.fromEntries(["job.list", "candidate.list", "candidate.create"].map((id) => [`/${id}`, operation(id)])),
} as unknown as OpenApiDocument;

const job = (number: number) => ({
  ...{ id: `j${number}`, title: `Job ${number}`, updated_at: `2026-01-0${number}T00:00:00Z` },
});

/** An Acme that is called by POST alone: cursors are in bodies. */
const createRpcFake = () =>
  createFake<State>({
    name: "Acme",
    createState: () => ({ jobs: [1, 2, 3, 4, 5, 6].map(job), candidates: [] }),
    before: ({ headers }) => (headers.get("authorization") === `Bearer ${apiKey}` ? undefined : { status: 401 }),
    bases: [
      {
        url: baseUrl,
        routes: [
          {
            ...{ method: "POST", path: "/job.list" },
            handle({ state, json }) {
              const { cursor = "from-0", since = "" } = (json as { filter: { cursor?: string; since?: string } })
                .filter;
              const changed = state.jobs.filter(({ updated_at }) => updated_at >= since);
              const start = Number(cursor.slice("from-".length));
              const next = start + 2 < changed.length ? `from-${start + 2}` : null;
              return { status: 200, body: { jobs: changed.slice(start, start + 2), next } };
            },
          },
          {
            ...{ method: "POST", path: "/candidate.list" },
            handle: ({ state }) => ({ status: 200, body: { candidates: state.candidates } }),
          },
          {
            ...{ method: "POST", path: "/candidate.create" },
            handle({ state, json, now }) {
              const at = new Date(now()).toISOString();
              const id = `c${state.candidates.length + 1}`;
              state.candidates.push({ ...(json as AcmeCandidateCreate), id, created_at: at, updated_at: at });
              return { status: 200, body: state.candidates.at(-1) };
            },
          },
        ],
      },
    ],
  });

const settings: ConformanceSettings<State> = {
  documents: { [baseUrl]: document },
  createFake: createRpcFake,
  parameters: { apiKey, companyId: "12" },
  records: ({ candidates }) => candidates.map(({ id, name, email }) => ({ id, parts: [`${name}, ${email}`] })),
  pulls: { pullJobList: { ids: ({ jobs }) => jobs.map(({ id }) => id), add: ({ jobs }) => void jobs.push(job(7)) } },
};

const page = ({ api, since }: Reading, cursor: string | undefined) =>
  api.POST("/job.list", { body: { filter: { ...(since ? { since } : {}), ...(cursor ? { cursor } : {}) } } });
const readAll = (context: Reading) =>
  paginate(
    (cursor) => page(context, cursor),
    ({ jobs, next }) => ({ rows: jobs, next }),
  );

const isList = (path: string) => path.endsWith(".list");

/** Acme by POST, or with another part, as an author who makes a mistake writes it. */
function rpcWith(parts: {
  isRead?: ((path: string) => boolean) | undefined;
  read?: (context: Reading) => AsyncIterable<AcmeJob>;
  isLookupCaught?: boolean;
}): TestedConnector {
  const { isRead, read, isLookupCaught } = { isRead: isList, read: readAll, isLookupCaught: false, ...parts };
  const connection = defineConnection({
    ...acmeConnection,
    api: typedApi<RpcPaths>({ baseUrl, ...(isRead ? { isRead } : {}) }),
  });
  const candidates = defineWarehouse({
    ...{ name: "Acme candidates", dataType: "profile", connection },
    write: {
      endpoints: ["POST /candidate.create", "POST /candidate.list"],
      async write({ resume: _, ...body }: ReturnType<typeof formatCandidate>, { api, step, startedAt }) {
        const { id } = await step("candidate", {
          create: () => api.POST("/candidate.create", { body }),
          keep: ({ id }) => ({ id }),
          identity: { email: body.email },
          looksBefore: true,
          async find(wasSent) {
            const since = new Date(startedAt).toISOString();
            const load = api.POST("/candidate.list", { body: { since } });
            const { candidates } = await (isLookupCaught ? load.catch(() => ({ candidates: [] })) : load);
            const matches = await Promise.all(candidates.map(({ email }) => wasSent("email", email)));
            return candidates.filter((_, index) => matches[index]);
          },
          visibleAfterMs: 2_000,
        });
        return { id };
      },
    },
  });
  const jobs = defineWarehouse({
    ...{ name: "Acme jobs", dataType: "job", connection },
    read: { endpoints: ["POST /job.list"], read, cursor: ({ updated_at }) => updated_at },
  });
  return defineConnector({
    ...{ name: "Acme", slug: "acme", type: "ATS", url: "https://acme.example" },
    description: "Moves profiles and jobs between HrFlow.ai and Acme.",
    package: { name: "hrflow-connector-acme", version: "1.0.0" },
    actions: {
      pushProfile: defineAction({
        description: "Creates a candidate in Acme from an HrFlow.ai profile.",
        ...{ origin: hrflowProfiles, target: candidates, format: formatCandidate },
      }),
      pullJobList: defineAction({
        description: "Copies Acme's jobs to an HrFlow.ai board.",
        ...{ origin: jobs, target: hrflowJobs, format: formatJob },
      }),
    },
  });
}

/** Reads pages until one of them is said to be the last: 1,000 pages at most, so that the test ends. */
async function* loop(context: Reading, isLast: (cursor: string, page: { jobs: AcmeJob[] }) => boolean) {
  let cursor: string | undefined;
  for (let pages = 0; pages < 1_000; pages++) {
    const current = await page(context, cursor);
    yield* current.jobs;
    if (!current.next || isLast(current.next, current)) return;
    cursor = current.next;
  }
}

/** A mistake, the connector that has it, the promise that it breaks, and the violation. */
const mistakes: [mistake: string, connector: () => TestedConnector, promise: RegExp, violation: RegExp][] = [
  ["reads that are not said to be reads", () => rpcWith({ isRead: undefined }), /dry run/, /sends POST \/job.list/],
  [
    "creates that are said to be reads",
    () => rpcWith({ isRead: () => true }),
    /delivers each record once/,
    /calls POST \/candidate.create a read, and it creates something/,
  ],
  [
    "a cursor in a body that never moves",
    () =>
      rpcWith({
        async *read(context) {
          const first = await page(context, undefined);
          yield* first.jobs;
          for (let pages = 0; pages < 5; pages++) yield* (await page(context, first.next ?? undefined)).jobs;
        },
      }),
    /delivers each record once/,
    /the board already holds this job/,
  ],
  [
    "a page loop without a guard",
    () => rpcWith({ read: (context) => loop(context, () => false) }),
    /the same page again/,
    /sends more than/,
  ],
  [
    "a list that ends at a page without records",
    () => rpcWith({ read: (context) => loop(context, (_, { jobs }) => jobs.length === 0) }),
    /after a page without records/,
    /records are missing, 2 were on the page/,
  ],
  [
    "a guard that compares cursors alone",
    () => {
      const seen = new Set<string>();
      const isSeen = (cursor: string) => seen.size === seen.add(cursor).size;
      return rpcWith({
        read(context) {
          seen.clear();
          return loop(context, isSeen);
        },
      });
    },
    /pages without records never end/,
    /more than 200 pages/,
  ],
  [
    "a page that fails and is taken for the end",
    () =>
      rpcWith({
        async *read(context) {
          try {
            yield* readAll(context);
          } catch {}
        },
      }),
    /a page that cannot be read/,
    /not reported/,
  ],
  [
    "a lookup whose error is caught",
    () => rpcWith({ isLookupCaught: true }),
    /if the lookup after a lost response fails|if the profile changes/,
    /./,
  ],
];

/** The first violation that the checks with such names find. */
async function firstViolation(connector: TestedConnector, promise: RegExp) {
  const subject = await createSubject(settings);
  try {
    for (const check of checksOf(connector, subject).flatMap(([, all]) => all)) {
      const [found] = promise.test(check.name) ? await violationsOf(check, 1) : [];
      if (found !== undefined) return `${check.name}: ${found}`;
    }
    return undefined;
  } finally {
    subject.time.stop();
  }
}

// A part of the sample may leave out the one request that a mistake shows in.
beforeAll(() => void vi.stubEnv("CONFORMANCE", "1"));

it("the conformance suite finds nothing in a connector that reads by POST", { timeout: 60_000 }, async () => {
  const promises = new RegExp(mistakes.map(([, , promise]) => promise.source).join("|"));
  expect(await firstViolation(rpcWith({}), promises)).toBeUndefined();
});

it.each(mistakes)("the conformance suite goes red for %s, by POST", async (_, create, promise, violation) => {
  expect(await firstViolation(create(), promise)).toMatch(violation);
});
