import {
  ApiCallError,
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  paginate,
  type ReadContext,
  type ReceiptDraft,
  type Step,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { type HrflowJobItem, hrflowJobs, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import { checksOf, createSubject, type TestedConnector, violationsOf } from "@hrflow-connectors/testing/vitest";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { createAcmeFake } from "./__fixtures__/acme-fake";
import { acmeSettings } from "./__fixtures__/acme-settings";
import type { AcmeCandidate, AcmeJob, paths } from "./acme-api";
import { type AcmeCandidateItem, acmeCandidates } from "./acme-candidates";
import { acmeConnection } from "./acme-connection";
import { acmeJobs } from "./acme-jobs";
import { formatCandidate, formatJob } from "./formats";

interface Parameters {
  apiKey: string;
  companyId: string;
}
type Context = WriteContext<paths, Parameters>;
type Reading = ReadContext<paths, Parameters>;
type Write = (item: AcmeCandidateItem, context: Context) => Promise<ReceiptDraft | ReceiptDraft[]>;
type Read = (context: Reading) => AsyncIterable<AcmeJob>;
type CandidateStep = Step<AcmeCandidate, { id: string }, undefined>;

const chosen: Parameters = { apiKey: "", companyId: "" };
const write = acmeCandidates.write.choose(chosen).write as unknown as Write;
const read = acmeJobs.read.choose(chosen).read as unknown as Read;

const jobsPage = (api: Reading["api"], cursor: string | undefined) =>
  api.GET("/jobs", { params: { query: { cursor, limit: 100 } } });

/** Acme with another part, as an author who makes a mistake writes it. */
function acmeWith(parts: {
  write?: Write;
  read?: Read;
  cursor?: (job: AcmeJob) => string;
  connection?: typeof acmeConnection;
  formatCandidate?: typeof formatCandidate;
  formatJob?: typeof formatJob;
  description?: string;
}): TestedConnector {
  const connection = parts.connection ?? acmeConnection;
  const candidates = defineWarehouse({
    ...{ name: "Acme candidates", dataType: "profile", connection },
    write: {
      endpoints: ["POST /candidates", "GET /candidates", "POST /candidates/{id}/resume", "GET /candidates/{id}/resume"],
      concurrency: 4,
      write: parts.write ?? write,
    },
  });
  const jobs = defineWarehouse({
    ...{ name: "Acme jobs", dataType: "job", connection },
    read: {
      endpoints: ["GET /jobs"],
      read: parts.read ?? read,
      cursor: parts.cursor ?? (({ updated_at }) => updated_at),
    },
  });
  return defineConnector({
    ...{ name: "Acme", slug: "acme", type: "ATS", url: "https://acme.example" },
    description: parts.description ?? "Moves profiles and jobs between HrFlow.ai and Acme.",
    package: { name: "hrflow-connector-acme", version: "1.0.0" },
    actions: {
      pushProfile: defineAction({
        description: "Creates a candidate in Acme from an HrFlow.ai profile.",
        ...{ origin: hrflowProfiles, target: candidates, format: parts.formatCandidate ?? formatCandidate },
      }),
      pullJobList: defineAction({
        description: "Copies Acme's jobs to an HrFlow.ai board.",
        ...{ origin: jobs, target: hrflowJobs, format: parts.formatJob ?? formatJob },
      }),
    },
  });
}

/** Acme with another step for the candidate, or with another name for it. */
const withStep = (
  change: (step: CandidateStep, context: Context, item: AcmeCandidateItem) => Partial<CandidateStep>,
  nameOf = (name: string) => name,
) =>
  acmeWith({
    write(item, context) {
      const step = (name: string, settings: CandidateStep) =>
        name === "candidate"
          ? context.step(nameOf(name), { ...settings, ...change(settings, context, item) })
          : context.step(name, settings);
      return write(item, { ...context, step: step as Context["step"] });
    },
  });

const candidatesOf = async ({ api }: Context, query: { email?: string } = {}) =>
  (await api.GET("/candidates", { params: { query } })).candidates;

const body = ({ resume: _, ...fields }: AcmeCandidateItem) => fields;
let counter = 0;
const without = { find: undefined, looksBefore: undefined, identity: undefined } as unknown as Partial<CandidateStep>;

const delivers = /delivers each record once and whole/;
const declared = /each refusal that the document declares/;
const fails = /loses and doubles nothing, whichever request fails/;

const withApi = (changes: { errorMessage(body: unknown): string }) =>
  defineConnection({ ...acmeConnection, api: { ...acmeConnection.api, ...changes } } as never) as typeof acmeConnection;

/** A mistake, the connector that has it, and the promise that it breaks. */
const mistakes: [mistake: string, connector: () => TestedConnector, promise: RegExp][] = [
  [
    "a create outside of a step",
    () =>
      acmeWith({ write: async (item, { api }) => ({ id: (await api.POST("/candidates", { body: body(item) })).id }) }),
    fails,
  ],
  [
    "a create that is repeated after a 500",
    () =>
      acmeWith({
        async write(item, { api }) {
          const create = () => api.POST("/candidates", { body: body(item) });
          return { id: (await create().catch(create)).id };
        },
      }),
    fails,
  ],
  [
    "a step that is named by its position in the process",
    () =>
      withStep(
        () => ({}),
        (name) => `${name} ${counter++}`,
      ),
    fails,
  ],
  [
    "a create that is called repeatable",
    () => withStep(({ create, keep }) => ({ create, keep, ...without, repeatable: true })),
    fails,
  ],
  [
    "a person who is looked up by e-mail before the create, to be used instead",
    () =>
      acmeWith({
        async write(item, context) {
          const [known] = (await candidatesOf(context)).filter(({ email }) => email === item.email);
          return known ? { id: known.id } : write(item, context);
        },
      }),
    /two people who have the same name/,
  ],
  [
    "a lookup by name alone that takes the first",
    () =>
      withStep((_, context, item) => ({
        looksBefore: false,
        find: async () => (await candidatesOf(context)).filter(({ name }) => name === item.name).slice(0, 1),
      })),
    /two people who have the same name|there before/,
  ],
  [
    "a lookup that does not prove that the record is new",
    () =>
      withStep((_, context, item) => ({
        looksBefore: false,
        find: async () => (await candidatesOf(context)).filter(({ email }) => email === item.email),
      })),
    /there before/,
  ],
  ["a lookup that always finds nothing", () => withStep(() => ({ find: async () => [] })), fails],
  [
    "a resume that is added outside of a step",
    () =>
      acmeWith({
        write: (item, context) =>
          write(item, {
            ...context,
            optional: async (_, settings) => void (await settings.create(undefined as never, async () => {})),
          }),
      }),
    /sends nothing|whichever request fails|process is killed/,
  ],
  [
    "a resume that is left out in silence when it fails",
    () =>
      acmeWith({
        write: (item, context) =>
          write(item, {
            ...context,
            optional: (name: string, settings: never) => context.step(name, settings).catch(() => undefined),
          } as Context),
      }),
    fails,
  ],
  [
    "a create whose error is caught",
    () =>
      acmeWith({
        write: async (item, context) => {
          try {
            return await write(item, context);
          } catch {
            return { id: "c1" };
          }
        },
      }),
    fails,
  ],
  [
    "a receipt that names another record",
    () => acmeWith({ write: async (item, context) => ({ ...(await write(item, context)), id: "c1-1" }) }),
    delivers,
  ],
  [
    "a request by the global fetch",
    () =>
      acmeWith({
        async write(item, context) {
          await fetch("https://api.acme.example/v1/ping").catch(() => undefined);
          return write(item, context);
        },
      }),
    delivers,
  ],
  [
    "a query parameter that the vendor does not know",
    () =>
      acmeWith({
        read: ({ api }) =>
          paginate(
            (cursor) =>
              api.GET("/jobs", { params: { query: { cursor, page_size: 100 } as { cursor: string | undefined } } }),
            ({ jobs, next_cursor }) => ({ rows: jobs, next: next_cursor }),
          ),
      }),
    delivers,
  ],
  [
    "a body with a field of another type",
    () => acmeWith({ formatCandidate: (profile) => ({ ...formatCandidate(profile), job_ids: "j1" as never }) }),
    delivers,
  ],
  [
    "the first page alone",
    () =>
      acmeWith({
        async *read({ api }) {
          yield* (await jobsPage(api, undefined)).jobs;
        },
      }),
    delivers,
  ],
  [
    "a page loop without a guard",
    () =>
      acmeWith({
        async *read({ api }) {
          let cursor: string | undefined;
          let pages = 0;
          do {
            const page = await jobsPage(api, cursor);
            yield* page.jobs;
            cursor = page.next_cursor ?? undefined;
          } while (cursor !== undefined && ++pages < 1_000);
        },
      }),
    /the same page again/,
  ],
  [
    "a list that ends at a page without records",
    () =>
      acmeWith({
        async *read({ api }) {
          let cursor: string | undefined;
          for (;;) {
            const { jobs, next_cursor } = await jobsPage(api, cursor);
            if (jobs.length === 0) return;
            yield* jobs;
            if (!next_cursor || next_cursor === cursor) return;
            cursor = next_cursor;
          }
        },
      }),
    /after a page without records/,
  ],
  [
    "a page that fails and is taken for the end",
    () =>
      acmeWith({
        async *read(context) {
          try {
            yield* read(context);
          } catch {
            return;
          }
        },
      }),
    /a page that cannot be read/,
  ],
  [
    "a list that is read whole in every run",
    () => acmeWith({ read: (context) => read({ ...context, since: null }) }),
    /incrementally what is new/,
  ],
  [
    "a cursor of the own clock",
    () => acmeWith({ cursor: () => new Date().toISOString() }),
    /incrementally what is new/,
  ],
  [
    "records without an optional field that are left out",
    () =>
      acmeWith({
        async *read(context) {
          for await (const job of read(context)) if (job.location !== undefined || job.id === "j1") yield job;
        },
      }),
    delivers,
  ],
  [
    "a reference that is the same for all",
    () => acmeWith({ formatJob: (job) => ({ ...formatJob(job), reference: "job" }) }),
    delivers,
  ],
  [
    "a write while reading",
    () =>
      acmeWith({
        async *read(context) {
          await context.api.POST("/candidates", { body: { name: "Ping" } });
          yield* read(context);
        },
      }),
    /dry run/,
  ],
  [
    "texts that are passed on as they came",
    () => acmeWith({ formatJob: (job) => ({ ...formatJob(job), name: job.title }) as HrflowJobItem }),
    /any text/,
  ],
  [
    "a mapping that takes what may be missing for given",
    () =>
      acmeWith({
        formatCandidate: ({ info }) => ({
          name: `${info?.full_name}`.match(/\p{L}+/u)?.[0] ?? "",
          email: (/@.+/.exec(`${info?.email}`) as string[])[0] as string,
        }),
      }),
    /any text/,
  ],
  [
    "a mapping that takes every tag to have a name",
    () =>
      acmeWith({
        formatCandidate(profile) {
          const tags = (profile.tags ?? []).filter(({ name }) => (name as string).startsWith("acme_job_id"));
          return { ...formatCandidate(profile), job_ids: tags.map(({ value }) => String(value)) };
        },
      }),
    /every profile that HrFlow.ai may return/,
  ],
  [
    "a parameter that nothing describes",
    () =>
      acmeWith({
        connection: defineConnection({
          ...acmeConnection,
          parameters: z.object({ apiKey: z.string().meta({ format: "password" }), companyId: z.string() }),
        } as never) as typeof acmeConnection,
      }),
    /described for people/,
  ],
  [
    "a rate limit that is missing",
    () => acmeWith({ connection: defineConnection({ ...acmeConnection, rateLimit: undefined } as never) }),
    /rate limit/,
  ],
  [
    "a rate limit above the vendor's",
    () =>
      acmeWith({
        connection: defineConnection({ ...acmeConnection, rateLimit: { requests: 1e6, perMs: 1, burst: 1e6 } }),
      }),
    /rate limit/,
  ],
  [
    "a lookup whose error is caught",
    () =>
      withStep(({ find }) => ({
        find: async (...known) => (await Promise.resolve(find?.(...known)).catch(() => [])) ?? [],
      })),
    /if the lookup after a lost response fails/,
  ],
  [
    "a refused credential that is taken for an empty list",
    () =>
      acmeWith({
        async *read(context) {
          try {
            yield* read(context);
          } catch (error) {
            if (!ApiCallError.isInstance(error) || error.status !== 401) throw error;
          }
        },
      }),
    /access was revoked/,
  ],
  [
    "an account that is missing",
    () =>
      acmeWith({
        connection: defineConnection({ ...acmeConnection, account: (() => "") as typeof acmeConnection.account }),
      }),
    delivers,
  ],
  [
    "a refused candidate that is taken for one that was created",
    () =>
      acmeWith({
        write: (item, context) =>
          write(item, context).catch((error: unknown) => {
            if (ApiCallError.isInstance(error) && error.status < 500) return { id: "c1" };
            throw error;
          }),
      }),
    declared,
  ],
  [
    "a message of an error that repeats the whole body",
    () => acmeWith({ connection: withApi({ errorMessage: (body) => JSON.stringify(body) }) }),
    declared,
  ],
  [
    "a message of an error that is not the vendor's",
    () => acmeWith({ connection: withApi({ errorMessage: () => "something went wrong" }) }),
    declared,
  ],
  [
    "a create that is sent again after an error of the server",
    () =>
      withStep(({ create }, { api }, item) => ({
        create: (...known) => create(...known).catch(() => api.POST("/candidates", { body: body(item) })),
      })),
    declared,
  ],
  [
    "an optional field of a response that is taken for given",
    () => withStep(() => ({ keep: ({ url }) => ({ id: (url as string).split("/").at(-1) as string }) })),
    /success that the document declares/,
  ],
];

type Settings = typeof acmeSettings;
const document = new URL("openapi.yaml", import.meta.url);
const { jobs } = acmeSettings.createFake().state;
const pulled = { ids: () => [], ...acmeSettings.pulls?.pullJobList };
const twice = "pullJobList: sends nothing for what was delivered before";

/** Settings that leave something untested, and what the suite says of them. */
const incompleteSettings: [
  mistake: string,
  settings: { [Name in keyof Settings]?: Settings[Name] | undefined },
  promise: RegExp,
  violation: RegExp,
][] = [
  ["no records of a push", { records: undefined }, /what each action/, /pushProfile creates records/],
  ["no ids of a pull", { pulls: {} }, /what each action/, /pullJobList reads records/],
  [
    "no newer record of an incremental pull",
    { pulls: { pullJobList: { ids: pulled.ids } } },
    /what each action/,
    /pullJobList\.add/,
  ],
  ["pulls of no action", { pulls: { pullJobList: pulled, pullJobs: pulled } }, /only checks/, /pullJobs is no action/],
  ["a check left out that does not exist", { leftOut: { "pullJobList: x": "why" } }, /only checks/, /pullJobList: x/],
  ["a check left out without a reason", { leftOut: { [twice]: " " } }, /only checks/, /no reason is given/],
  ["a check left out that passes", { leftOut: { [twice]: "an old rule" } }, /an old rule/, /the promise is kept/],
  [
    "an operation that nothing declares",
    { notCalled: { "GET /job": "why" } },
    /only checks/,
    /GET \/job is no endpoint/,
  ],
  [
    "a variant of no action",
    { variants: [{ name: "a note", actions: ["pushProfiles"] }] },
    /only checks/,
    /pushProfiles is no action/,
  ],
  [
    "a list that is said to have no pages, and has some",
    { pulls: { pullJobList: { ...pulled, isWhole: true } } },
    /has no pages|several pages/,
    /should have no pages/,
  ],
];

/** The first violation that the checks with such names find. */
async function firstViolation(connector: TestedConnector, settings: typeof acmeSettings, promise: RegExp) {
  const subject = await createSubject(settings);
  try {
    const checks = checksOf(connector, subject).flatMap(([, all]) => all);
    for (const check of checks.filter(({ name }) => promise.test(name))) {
      const [found] = await violationsOf(check, 1).catch((error: unknown) => [String(error)]);
      if (found !== undefined) return `${check.name}: ${found}`;
    }
    return undefined;
  } finally {
    subject.time.stop();
  }
}

// A part of the sample may leave out the one request that a mistake shows in.
beforeAll(() => void vi.stubEnv("CONFORMANCE", "1"));

describe("the conformance suite", () => {
  it("finds nothing in the connector without a mistake", { timeout: 120_000 }, async () => {
    // What these test in hundreds of runs, `acme.conformance.test.ts` tests of the same warehouse.
    const promises = /^(?!.*(whichever request fails|process is killed|if the store fails))/;
    expect(await firstViolation(acmeWith({}), acmeSettings, promises)).toBeUndefined();
  });

  it.each(mistakes)("goes red for %s", { timeout: 120_000 }, async (_, create, promise) => {
    expect(await firstViolation(create(), acmeSettings, promise)).toBeDefined();
  });

  it("goes red for an endpoint that is declared and never called, or called and not declared", async () => {
    /** The endpoints are compared with the requests of earlier checks, here of those without faults. */
    const endpoints = /^delivers each record once|are those that it calls/;
    const notCalled = { "GET /candidates/{id}/resume": "only after a lost response" };
    const settings = { ...acmeSettings, notCalled };
    expect(await firstViolation(acmeWith({}), settings, endpoints)).toBeUndefined();
    const withoutResume = acmeWith({ write: ({ resume: _, ...item }, context) => write(item, context) });
    const found = "pushProfile declares POST /candidates/{id}/resume and never calls it";
    expect(await firstViolation(withoutResume, settings, endpoints)).toContain(found);
    const withCandidates = acmeWith({
      async *read(context) {
        await context.api.GET("/candidates", {});
        yield* read(context);
      },
    });
    const missing = "pullJobList calls GET /candidates and does not declare it";
    expect(await firstViolation(withCandidates, settings, endpoints)).toContain(missing);
    const called = { ...acmeSettings, notCalled: { ...notCalled, "GET /jobs": "only of large accounts" } };
    expect(await firstViolation(acmeWith({}), called, endpoints)).toContain("`notCalled` names GET /jobs");
    const other = "https://api.acme.example/v2";
    const twoBases = { ...settings, documents: { ...acmeSettings.documents, [other]: document } };
    expect(await firstViolation(acmeWith({}), twoBases, endpoints)).toContain(`no request goes to ${other}`);
  });

  /** A fake with a part that is less strict than the vendor. */
  const laxSettings: [mistake: string, settings: Partial<Settings>, promise: RegExp, violation: RegExp][] = [
    [
      "a fake that accepts any credential",
      { createFake: () => createAcmeFake({ apiKey: undefined, jobs }) },
      /other credentials/,
      /accepts another credential/,
    ],
    [
      "a fake without a rate limit",
      { createFake: () => createAcmeFake({ apiKey: "acme-api-key", jobs, callsPerSecond: 1_000 }) },
      /a fake that keeps/,
      /refuses nothing/,
    ],
    [
      "records that do not show the resume",
      { records: ({ candidates }) => candidates.map(({ id, name }) => ({ id, parts: [name] })) },
      /what each request creates/,
      /if the vendor refuses POST .candidates.{id}.resume/,
    ],
    [
      "a variant that changes nothing",
      { variants: [{ name: "a note", actions: ["pushProfile"], profile: { text: undefined } }] },
      /takes another path/,
      /sends the same requests/,
    ],
    [
      "a pull that reads nothing",
      { createFake: () => createAcmeFake({ apiKey: "acme-api-key" }) },
      /any text/,
      /no record reaches the format/,
    ],
    [
      "ids of a pull that are too few",
      { pulls: { pullJobList: { ...pulled, ids: () => ["j1", "j2", "j3"] } } },
      /^delivers each/,
      /j4 is delivered, and `ids` does not list it/,
    ],
  ];

  it.each(laxSettings)("goes red for %s", async (_, changes, promise, violation) => {
    expect(await firstViolation(acmeWith({}), { ...acmeSettings, ...changes }, promise)).toMatch(violation);
  });

  it.each(incompleteSettings)("goes red for settings with %s", async (_, changes, promise, violation) => {
    const settings = { ...acmeSettings, ...changes } as Settings;
    expect(await firstViolation(acmeWith({}), settings, promise)).toMatch(violation);
  });

  /** A job that takes each address once, and two people of one name who apply to different jobs. */
  const applicantOf = (job: string) => ({ tags: [{ name: "acme_job_id", value: job }] });
  const applicants = { ...acmeSettings, profile: applicantOf("j1"), twin: applicantOf("j2") };
  const strict = {
    ...applicants,
    createFake: () => createAcmeFake({ apiKey: "acme-api-key", takesAddressOnce: true }),
  };
  const people = /two people who have|there before/;

  it("tests people whom the vendor accepts only in different jobs", async () => {
    expect(await firstViolation(acmeWith({}), strict, people)).toBeUndefined();
    expect(await firstViolation(acmeWith({}), applicants, people)).toContain("`twin` says that the vendor refuses");
    expect(await firstViolation(acmeWith({}), { ...strict, twin: {} }, people)).toContain("with `twin`: person 2");
  });

  it("goes red for a refused person who gets the record of another one", async () => {
    const connector = acmeWith({
      write: (item, context) =>
        write(item, context).catch(async (error) => {
          const [known] = (await candidatesOf(context)).filter(({ email }) => email === item.email);
          if (!known || !ApiCallError.isInstance(error) || error.status !== 422) throw error;
          return { id: known.id };
        }),
    });
    expect(await firstViolation(connector, strict, people)).toMatch(/says that the vendor refuses/);
  });

  it("goes red for an action that it cannot test", async () => {
    const connector = acmeWith({});
    const actions = connector.definition.actions.map((action) => ({
      ...action,
      target: { ...action.target, parameters: action.origin.parameters },
    }));
    const copied = { ...connector, definition: { ...connector.definition, actions } };
    expect(await firstViolation(copied, acmeSettings, /what each action/)).toContain("pushProfile is not tested");
  });
});
