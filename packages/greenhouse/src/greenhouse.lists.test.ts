import { createGreenhouseFake, createHrflowFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bareJob } from "./__fixtures__/board-job";
import { v1Parameters, v3Parameters } from "./__fixtures__/push-input";
import { fakeTimers, settle } from "./__fixtures__/settle";
import { greenhouse } from "./greenhouse-connector";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

const account = { apiSecret: "ask_0123456789abcdef", apiUser: "user@example.org" };
const boardKey = "b".repeat(40);
const sourceKey = "5".repeat(40);

/** As many as one filter by ids takes: three pages of every list, two of 20 records and one of 10. */
const count = 50;
const ids = Array.from({ length: count }, (_, n) => 4_000_100_000 + n);
const all = ids.map(String);

type Send = (request: Request) => Promise<Response>;
type Wrap = (send: Send) => Send;

/** Greenhouse with jobs and candidates of the same ids, HrFlow.ai with profiles under them, and the actions that read their lists. */
function createScenario() {
  const hrflow = createHrflowFake({
    ...{ strict: true, boards: [boardKey], sources: [sourceKey, "other"] },
    accounts: [{ apiKey: account.apiSecret, userEmail: account.apiUser }],
    profiles: ids.map((id) => ({
      ...{ source_key: sourceKey, reference: String(id), key: String(id).padStart(40, "0") },
      info: { first_name: "Person", last_name: String(id), email: `p${id}@example.org` },
      tags: [{ name: "greenhouse_job_id", value: String(ids[0]) }],
    })),
  });
  const fake = createGreenhouseFake({
    ...{ strict: true, limits: { v3: 10_000, v1: 10_000 } },
    jobs: ids.map((id) => ({ id, name: `Job ${id}` })),
    candidates: ids.map((id) => ({ id, first_name: "Person", last_name: String(id) })),
    boards: { acme: { name: "Acme", jobs: ids.map((id) => ({ ...bareJob, id })) } },
  });
  const sent = joinFakes([hrflow, fake]);
  const small: Send = (request) => {
    const url = new URL(request.url);
    if (url.searchParams.get("per_page") === "500") url.searchParams.set("per_page", "20");
    if (url.searchParams.get("limit") === "100") url.searchParams.set("limit", "20");
    return sent(new Request(url, request));
  };
  const many = { requests: 1e6, perMs: 1, burst: 1e6 };
  const options = (wrap: Wrap) => ({ fetch: wrap(small), rateLimits: { hrflow: many } });
  const input = { workflowId: "w" };
  const jobs = { ...account, boardKey };
  const people = { ...account, sourceKey: "other" };
  const isOther = ({ source_key }: { source_key?: unknown }) => source_key === "other";
  const onBoard = () => hrflow.state.jobs.map(({ reference }) => String(reference));
  const inSource = () => hrflow.state.profiles.filter(isOther).map(({ reference }) => String(reference));
  const toHrflow = { origin: fake, target: hrflow };
  const lists = {
    "pullJobList of a board": {
      ...{ ...toHrflow, path: "/{board_token}/jobs", creates: "/job/indexing", delivered: onBoard },
      run: (wrap: Wrap) =>
        greenhouse.pullJobList(
          { ...input, originParameters: { boardToken: "acme" }, targetParameters: jobs },
          options(wrap),
        ),
    },
    "pullJobList by Harvest v3": {
      ...{ ...toHrflow, path: "/jobs", creates: "/job/indexing", delivered: onBoard },
      run: (wrap: Wrap) =>
        greenhouse.pullJobList(
          { ...input, originParameters: { ...v3Parameters, jobIds: ids }, targetParameters: jobs },
          options(wrap),
        ),
    },
    "pullProfileList by Harvest v3": {
      ...{ ...toHrflow, path: "/candidates", creates: "/profile/indexing", delivered: inSource },
      run: (wrap: Wrap) =>
        greenhouse.pullProfileList(
          { ...input, originParameters: { ...v3Parameters, candidateIds: ids }, targetParameters: people },
          options(wrap),
        ),
    },
    "pullProfileList by Harvest v1": {
      ...{ ...toHrflow, path: "/candidates", creates: "/profile/indexing", delivered: inSource },
      run: (wrap: Wrap) =>
        greenhouse.pullProfileList(
          { ...input, originParameters: { ...v1Parameters, candidateIds: ids }, targetParameters: people },
          options(wrap),
        ),
    },
    pushProfileList: {
      ...{ origin: hrflow, target: fake, path: "/storing/profiles", creates: "/candidates" },
      delivered: () => fake.state.candidates.slice(count).map(({ last_name }) => String(last_name)),
      run: (wrap: Wrap) =>
        greenhouse.pushProfileList(
          { ...input, originParameters: { ...account, sourceKey }, targetParameters: v3Parameters },
          options(wrap),
        ),
    },
  };
  return { fake, lists };
}

type Action = keyof ReturnType<typeof createScenario>["lists"];

const isPage = (request: Request, path: string) =>
  request.method === "GET" && new RegExp(`/v[13]${path}$`).test(new URL(request.url).pathname);

/** Handles the n-th request for a page, from 1, in another way. */
function atPage(path: string, n: number, handle: (request: Request, send: Send) => Promise<Response>): Wrap {
  let pages = 0;
  return (send) => async (request) => (isPage(request, path) && ++pages === n ? handle(request, send) : send(request));
}

/** The third page is the second one once more, with its cursor. */
function repeating(path: string): Wrap {
  let second: Response | undefined;
  const keep = atPage(path, 2, async (request, send) => {
    second = await send(request);
    return second.clone();
  });
  const repeat = atPage(path, 3, async (request, send) => second?.clone() ?? send(request));
  return (send) => repeat(keep(send));
}

/** An empty page before the second one. Greenhouse names the next page in a header, HrFlow.ai numbers them. */
function gapped(path: string): Wrap {
  let gap: { name: string; value: string } | undefined;
  return (send) => async (request) => {
    if (!isPage(request, path)) return send(request);
    const url = new URL(request.url);
    if (path === "/storing/profiles") {
      const page = Number(url.searchParams.get("page"));
      const meta = { maxPage: 4, total: count };
      if (page === 2) return Response.json({ code: 200, message: "List", data: [], meta });
      if (page > 2) url.searchParams.set("page", String(page - 1));
      return Response.json({ ...((await (await send(new Request(url, request))).json()) as object), meta });
    }
    const name = url.searchParams.has("cursor") ? "cursor" : "page";
    const value = url.searchParams.get(name);
    if (value !== null && !gap) {
      gap = { name, value };
      url.searchParams.set(name, "99999");
      return Response.json([], { headers: { link: `<${url}>; rel="next"` } });
    }
    if (gap && value === "99999") url.searchParams.set(gap.name, gap.value);
    return send(new Request(url, request));
  };
}

const unchanged: Wrap = (send) => send;
const run = (work: Promise<unknown>) => settle(work, 250);

/** A board is one response without a token. */
const paged = [
  "pullJobList by Harvest v3",
  "pullProfileList by Harvest v3",
  "pullProfileList by Harvest v1",
  "pushProfileList",
] as const satisfies Action[];
const withToken = paged.filter((action) => action !== "pullProfileList by Harvest v1");

describe.each(withToken)("the list of %s", (action) => {
  it("goes on with a new token if the first one expires between two pages", async () => {
    const { lists, fake } = createScenario();
    const { path, run: act, delivered } = lists[action];
    const expire = atPage(path, 3, async (request, send) => {
      for (const token of fake.state.tokens) token.revoked = true;
      return send(request);
    });
    expect(await run(act(expire))).toMatchObject({ status: "success", events: { write_success: count } });
    expect(delivered().sort()).toEqual(all);
    expect(fake.state.tokens.length).toBeGreaterThan(1);
  });
});

describe.each(paged)("the pages of %s", (action) => {
  it("fail with what was read so far if a cursor repeats, and nothing is delivered twice", async () => {
    const { lists } = createScenario();
    const { path, run: act, delivered } = lists[action];
    expect(await run(act(repeating(path)))).toMatchObject({
      status: "success_with_failures",
      events: { read_failure: 1, write_failure: 0 },
      failures: [{ stage: "read", error: { code: "unexpected_response" } }],
    });
    expect(delivered()).toHaveLength(40);
    expect(new Set(delivered()).size).toBe(40);
  });

  it("are read on after an empty one in the middle", async () => {
    const { lists } = createScenario();
    const { path, run: act, delivered } = lists[action];
    expect(await run(act(gapped(path)))).toMatchObject({ status: "success", events: { write_success: count } });
    expect(delivered().sort()).toEqual(all);
  });

  it("deliver what was read before one that cannot be read", async () => {
    const { lists } = createScenario();
    const { path, origin, run: act, delivered } = lists[action];
    origin.injectFault({ kind: "status", status: 403 }, { path, method: "GET", skip: 2 });
    expect(await run(act(unchanged))).toMatchObject({
      status: "success_with_failures",
      events: { read_failure: 1, write_failure: 0 },
      failures: [{ stage: "read", error: { code: "permission_denied" } }],
    });
    expect(delivered()).toHaveLength(40);
    expect(new Set(delivered()).size).toBe(40);
  });
});

describe.each([...paged, "pullJobList of a board"] as const)("a read of %s", (action) => {
  it("waits through a storm of 429", async () => {
    const { lists } = createScenario();
    const { path, origin, run: act, delivered } = lists[action];
    const skip = action === "pullJobList of a board" ? 0 : 1;
    origin.injectFault({ kind: "status", status: 429, retryAfter: "seconds" }, { path, method: "GET", times: 4, skip });
    expect(await run(act(unchanged))).toMatchObject({ status: "success", events: { write_success: count } });
    expect(delivered().sort()).toEqual(all);
  });

  it("delivers all but one item that the target refuses", async () => {
    const { lists } = createScenario();
    const { creates, target, run: act, delivered } = lists[action];
    const body = { code: 422, message: "No." };
    target.injectFault({ kind: "status", status: 422, body }, { path: creates, method: "POST", skip: 30 });
    expect(await run(act(unchanged))).toMatchObject({
      status: "success_with_failures",
      events: { read_success: count, write_success: count - 1, write_failure: 1 },
      failures: [{ stage: "write", error: { status: 422 } }],
    });
    expect(delivered()).toHaveLength(count - 1);
  });
});

it("a board that cannot be read is a failure, and nothing is delivered", async () => {
  const { lists } = createScenario();
  const { path, origin, run: act, delivered } = lists["pullJobList of a board"];
  origin.injectFault({ kind: "status", status: 403 }, { path, method: "GET" });
  expect(await run(act(unchanged))).toMatchObject({ status: "fatal", reason: "read_failure" });
  expect(delivered()).toEqual([]);
});
