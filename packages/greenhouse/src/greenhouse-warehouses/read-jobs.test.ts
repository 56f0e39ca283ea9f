import { createMemoryStore, type Fetch, type RunEvent } from "@hrflow-connectors/core";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import {
  checkedFetch,
  createGreenhouseFake,
  createHrflowFake,
  type GreenhouseFakeOptions,
  joinFakes,
} from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bareJob, fullJob } from "../__fixtures__/board-job";
import { v3Parameters } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { greenhouse } from "../greenhouse-connector";
import type { GreenhouseJobFilters } from "../greenhouse-job-parameters";

const start = "2026-11-20T10:00:00Z";
beforeEach(() => {
  fakeTimers();
  vi.setSystemTime(start);
});
afterEach(() => vi.useRealTimers());
const later = (minutes: number) => vi.setSystemTime(Date.parse(start) + minutes * 60_000);
const now = () => new Date().toISOString();

const load = async (name: string) => {
  const document = await loadDocument(new URL(`../../../../specs/${name}/openapi.yaml`, import.meta.url));
  return { document, validator: schemaValidator(document) };
};
const harvestV3 = await load("greenhouse-harvest-v3");
const specifications = {
  "https://auth.greenhouse.io": harvestV3,
  "https://harvest.greenhouse.io/v3": harvestV3,
  "https://boards-api.greenhouse.io/v1/boards": await load("greenhouse-job-board"),
};

const boardKey = "b".repeat(40);
const account = { apiKey: "hrflow-key-1", userEmail: "user@example.org" };
const targetParameters = { apiSecret: account.apiKey, apiUser: account.userEmail, boardKey, updateContent: true };

/** Jobs with and without posts, live, drafted, deleted and internal ones. */
const organization = {
  departments: [{ id: 11, name: "Engineering" }],
  offices: [
    { id: 21, name: "Lyon", location: "Lyon, France" },
    { id: 22, name: "Paris", location: null },
  ],
  jobs: [
    {
      ...{ id: 301, name: "RUST-1", department_id: 11, office_ids: [21], notes: "<p>Ask Bob</p>" },
      custom_fields: { level: { name: "Level", type: "short_text", value: "senior" } },
    },
    { id: 302, name: "Baker", status: "draft", office_ids: [22] },
    { id: 303, name: "Clerk", status: "closed" },
  ],
  jobPosts: [
    { id: 401, job_id: 301, title: "Rust Engineer", content: "<p>We use <b>Rust</b></p><ul><li>C &amp; Go</li></ul>" },
    { id: 402, job_id: 301, title: "Rust Engineer (internal)", internal: true, content: "<p>Inside</p>" },
    { id: 403, job_id: 302, title: "Baker, night", live: false, content: "<p>We bake</p>" },
    { id: 404, job_id: 303, title: "Deleted clerk", live: false, active: false, content: "<p>Gone</p>" },
  ],
  jobPostLocations: [
    { id: 501, job_post_id: 401, plain_text_location: "Remote, France" },
    { id: 502, job_post_id: 403, office_id: 22, type: "office" },
  ],
} satisfies GreenhouseFakeOptions;

function createScenario(settings: GreenhouseFakeOptions = organization) {
  const fake = createGreenhouseFake({ strict: true, limits: { v3: 10_000 }, ...settings });
  const hrflow = createHrflowFake({ accounts: [account], boards: [boardKey] });
  const checked = checkedFetch(joinFakes([fake, hrflow]), specifications);
  const store = createMemoryStore();
  const read: (string | null)[] = [];
  const onEvent = (event: RunEvent) => void (event.type === "item.read" && read.push(event.reference));
  const options = { fetch: checked.fetch as Fetch, store, onEvent };
  return {
    fake,
    hrflow,
    options,
    violations: checked.violations,
    take: () => read.splice(0).sort(),
    pull(filters: GreenhouseJobFilters = {}, readMode: "sync" | "incremental" = "sync", target: object = {}) {
      const originParameters = { ...v3Parameters, ...filters };
      const input = {
        ...{ workflowId: "w", actionParameters: { readMode }, originParameters },
        targetParameters: { ...targetParameters, ...target },
      };
      return settle(greenhouse.pullJobList(input, options), 250);
    },
    pullOne: (originParameters: { boardToken: string; jobId: number } | (typeof v3Parameters & { jobId: number })) =>
      settle(greenhouse.pullJob({ workflowId: "w", originParameters, targetParameters }, options), 250),
    queries: (path: string) =>
      fake.requests.filter((request) => request.path === path).map(({ url }) => new URL(url).searchParams),
  };
}

describe("greenhouse.pullJobList by Harvest v3", () => {
  it("puts open jobs on the board that are neither confidential nor templates, unless asked for others", async () => {
    const hidden = [
      { id: 304, confidential: true },
      { id: 305, is_template: true },
      { id: 306, status: "draft", is_template: true },
    ];
    const { pull, take, violations } = createScenario({
      ...organization,
      jobs: [...organization.jobs, ...hidden],
    } as GreenhouseFakeOptions);
    const read = async (filters: GreenhouseJobFilters) => {
      expect(await pull(filters)).toMatchObject({ status: "success", failures: [] });
      return take();
    };
    expect(await read({})).toEqual(["301"]);
    expect(await read({ status: "draft" })).toEqual(["302"]);
    expect(await read({ status: "closed" })).toEqual(["303"]);
    expect(await read({ confidential: true })).toEqual(["304"]);
    expect(violations).toEqual([]);
  });

  it("shows nothing of internal posts unless they are asked for, also where none other is live", async () => {
    const { hrflow, fake, pull, pullOne, violations } = createScenario();
    for (const post of fake.state.jobPosts) if (post.id === 401) post.live = false;
    const job = () => hrflow.state.jobs.find(({ reference }) => reference === "301");
    for (const read of [() => pull(), () => pullOne({ ...v3Parameters, jobId: 301 })]) {
      await read();
      expect(job()).toMatchObject({ name: "Rust Engineer", sections: [{ description: "We use Rust\nC & Go" }] });
      expect(job()?.tags).toContainEqual({ name: "greenhouse_live", value: "False" });
      expect(JSON.stringify(job())).not.toMatch(/Inside|internal\)|402/);
    }
    fake.state.jobPosts = fake.state.jobPosts.filter(({ id }) => id !== 401);
    await pull();
    expect(job()).toMatchObject({ name: "RUST-1", sections: [] });
    await pull({ internalPosts: true });
    expect(job()).toMatchObject({ name: "Rust Engineer (internal)", sections: [{ description: "Inside" }] });
    expect(violations).toEqual([]);
  });

  it("puts a job on the board with what its best post shows, live or not", async () => {
    const { hrflow, pull, violations } = createScenario();
    for (const status of ["open", "draft", "closed"] as const)
      expect(await pull({ status })).toMatchObject({ status: "success", events: { write_success: 1 }, failures: [] });
    const job = (reference: string) => hrflow.state.jobs.find((one) => one.reference === reference);
    expect(job("301")).toMatchObject({
      name: "Rust Engineer",
      url: "https://boards.greenhouse.io/example/jobs/401",
      location: { text: "Remote, France" },
      sections: [{ name: "greenhouse_description", description: "We use Rust\nC & Go" }],
    });
    const tags = job("301")?.tags as object[];
    for (const [name, value] of Object.entries({
      "greenhouse_department-name": "Engineering",
      "greenhouse_office-location": "Lyon, France",
      greenhouse_status: "open",
      greenhouse_live: "True",
      greenhouse_level: "senior",
    }))
      expect(tags).toContainEqual(expect.objectContaining({ name, value }));
    expect(job("302")).toMatchObject({
      name: "Baker, night",
      location: { text: "Paris" },
      sections: [{ description: "We bake" }],
    });
    expect(job("303")).toMatchObject({ name: "Clerk", sections: [] });
    expect(job("303")?.tags).toContainEqual(expect.objectContaining({ name: "greenhouse_status", value: "closed" }));
    expect(violations).toEqual([]);
  });

  it("asks for posts that are not active as well, 50 jobs at a time", async () => {
    const jobs = Array.from({ length: 60 }, (_, index) => ({ id: 1_000 + index }));
    const { pull, queries } = createScenario({ jobs });
    expect(await pull()).toMatchObject({ status: "success" });
    const asked = queries("/job_posts").map((query) => [query.get("active"), query.get("job_ids")?.split(",").length]);
    expect(asked.sort()).toEqual(
      [
        ["false", 10],
        ["false", 50],
        [null, 10],
        [null, 50],
      ].sort(),
    );
  });

  it.each<[string, GreenhouseJobFilters, string[]]>([
    ["status", { status: "draft", confidential: true }, ["302"]],
    ["jobIds", { jobIds: [301, "303"] }, ["301"]],
    ["departmentId", { departmentId: 11 }, ["301"]],
    ["officeId", { officeId: "22", status: "draft", confidential: true }, ["302"]],
    ["requisitionId", { requisitionId: "R-1", status: "closed" }, ["303"]],
    ["confidential", { confidential: true, status: "draft" }, ["302"]],
    ["closedAfter", { closedAfter: "2026-02-01", status: "closed" }, ["303"]],
    ["openedBefore", { openedBefore: "2026-01-01T00:00:00Z" }, ["301"]],
    ["updatedAfter", { updatedAfter: "2026-06-01T00:00:00Z", status: "draft", confidential: true }, ["302"]],
    ["createdBefore", { createdBefore: "2026-01-05T08:00:00Z" }, []],
  ])("reads by %s", async (_, filters, references) => {
    const changes: Record<number, object> = {
      301: { opened_at: "2025-12-01T00:00:00.000Z" },
      302: { confidential: true, updated_at: "2026-06-01T00:00:00.000Z" },
      303: { requisition_id: "R-1", closed_at: "2026-02-02T00:00:00.000Z" },
    };
    const jobs = organization.jobs.map((job) => ({ ...job, ...changes[job.id] }));
    const { pull, take, violations } = createScenario({ ...organization, jobs } as GreenhouseFakeOptions);
    expect(await pull(filters)).toMatchObject({ status: "success" });
    expect(take()).toEqual(references);
    expect(violations).toEqual([]);
  });

  it("reads incrementally what changed: a job, its post, or a post that was deleted", async () => {
    const jobs = organization.jobs.map((job) => ({ ...job, status: "open" as const }));
    const { fake, pull, take } = createScenario({ ...organization, jobs });
    await pull({}, "incremental");
    expect(take()).toEqual(["301", "302", "303"]);
    later(60);
    await pull({}, "incremental");
    expect(take()).toEqual([]);
    later(120);
    Object.assign(fake.state.jobs[2] ?? {}, { name: "Officer", updated_at: now() });
    Object.assign(fake.state.jobPosts[0] ?? {}, { content: "<p>New</p>", updated_at: now() });
    Object.assign(fake.state.jobPosts[2] ?? {}, { active: false, updated_at: now() });
    later(180);
    expect(await pull({}, "incremental")).toMatchObject({ status: "success" });
    expect(take()).toEqual(["301", "302", "303"]);
  });

  it.each([
    [{ boardToken: "acme", ...v3Parameters }, ["clientId", "clientSecret", "userId"]],
    [{ boardToken: "acme", status: "open" }, ["status"]],
    [{ clientId: "id" }, ["clientSecret"]],
    [{}, ["boardToken"]],
    [{ ...v3Parameters, status: "published" }, ["status"]],
  ])("refuses %j before any request", async (originParameters, fields) => {
    const fetch = vi.fn();
    const input = { workflowId: "w", originParameters: originParameters as never, targetParameters };
    const result = await greenhouse.pullJobList(input, { fetch });
    expect(result).toMatchObject({ status: "fatal", reason: "bad_origin_parameters" });
    expect(result.failures.map(({ reference }) => reference)).toEqual(
      fields.map((field) => `originParameters.${field}`),
    );
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("greenhouse.pullJobList with sync", () => {
  const many = { jobs: Array.from({ length: 6 }, (_, n) => ({ id: 301 + n, name: `Job ${n}` })) };
  const sync = { sync: true };

  it.each<GreenhouseJobFilters>([
    { limit: 100 },
    { status: "draft" },
    { status: "closed" },
    { jobIds: [301, 302, 303, 304, 305] },
    { requisitionId: "R-1" },
    { departmentId: 11 },
    { officeId: 21 },
    { confidential: true },
    { customFieldOptionId: 5 },
    ...(["created", "updated", "opened", "closed"] as const).flatMap((time) => [
      { [`${time}After`]: "2020-01-01T00:00:00Z" },
      { [`${time}Before`]: "2030-01-01T00:00:00Z" },
    ]),
  ])("archives nothing beside the filter %j", async (filter) => {
    const { fake, hrflow, pull } = createScenario(many);
    await pull({}, "sync", sync);
    fake.state.jobs.pop();
    const skipped = "the origin's parameters leave out a part of its records";
    expect(await pull(filter, "sync", sync)).toMatchObject({ archiving: { archived: 0, skipped } });
    expect(hrflow.state.jobs.filter(({ archived_at }) => archived_at)).toEqual([]);
  });

  it.each([
    [{ status: "closed" }, {}],
    [{ status: "draft" }, { status: "open" }],
    [{ confidential: true }, { confidential: false }],
    [{ is_template: true }, { status: "open", confidential: false }],
  ] as [object, GreenhouseJobFilters][])("archives a job that became %j, read with %j", async (change, filters) => {
    const { fake, hrflow, pull } = createScenario(many);
    await pull(filters, "sync", sync);
    Object.assign(fake.state.jobs[5] ?? {}, change);
    expect(await pull(filters, "sync", sync)).toMatchObject({ archiving: { archived: 1 } });
    expect(hrflow.state.jobs.filter(({ archived_at }) => archived_at)).toMatchObject([{ reference: "306" }]);
  });

  it("archives without a filter the job that the account does not hold any more", async () => {
    const { fake, hrflow, pull } = createScenario(many);
    await pull({}, "sync", sync);
    fake.state.jobs.pop();
    expect(await pull({}, "sync", sync)).toMatchObject({ archiving: { archived: 1 } });
    expect(hrflow.state.jobs.filter(({ archived_at }) => archived_at)).toMatchObject([{ reference: "306" }]);
  });
});

describe("greenhouse.pullJob", () => {
  it("reads one job of the account, and an unknown one as nothing", async () => {
    const { hrflow, pullOne, violations } = createScenario();
    expect(await pullOne({ ...v3Parameters, jobId: 301 })).toMatchObject({ status: "success" });
    expect(hrflow.state.jobs).toMatchObject([{ reference: "301", name: "Rust Engineer" }]);
    const unknown = await pullOne({ ...v3Parameters, jobId: 5 });
    expect(unknown).toMatchObject({ status: "success", events: { read_success: 0 }, failures: [] });
    expect(violations).toEqual([]);
  });

  it("reads one job of a board, and an unknown one as nothing", async () => {
    const boards = { acme: { name: "Acme", jobs: [fullJob, bareJob] } };
    const { hrflow, pullOne, violations } = createScenario({ boards });
    expect(await pullOne({ boardToken: "acme", jobId: fullJob.id })).toMatchObject({ status: "success" });
    expect(hrflow.state.jobs).toMatchObject([{ reference: String(fullJob.id), name: "Rust Engineer" }]);
    const unknown = await pullOne({ boardToken: "acme", jobId: 404 });
    expect(unknown).toMatchObject({ status: "success", events: { read_success: 0 }, failures: [] });
    expect(violations).toEqual([]);
  });

  it.each([
    [{ ...v3Parameters, jobId: 5 }, ["there is no job 5"]],
    [{ boardToken: "acme", jobId: 404 }, [expect.stringContaining("the job 404 cannot be read")]],
    [{ boardToken: "acme", jobId: fullJob.id }, []],
    [{ ...v3Parameters, jobId: 301 }, []],
  ])("is checked beforehand: %j", async (originParameters, expected) => {
    const boards = { acme: { name: "Acme", jobs: [fullJob] } };
    const { options } = createScenario({ ...organization, boards });
    const { findings } = await settle(greenhouse.check({ action: "pullJob", originParameters }, options), 250);
    expect(findings.filter(({ level }) => level === "error").map(({ message }) => message)).toEqual(expected);
  });

  it("of an unknown board is a failure", async () => {
    const { pullOne } = createScenario({ boards: {} });
    const result = await pullOne({ boardToken: "nobody", jobId: 1 });
    expect(result).toMatchObject({
      status: "fatal",
      reason: "read_failure",
      failures: [{ error: { code: "not_found" } }],
    });
  });
});
