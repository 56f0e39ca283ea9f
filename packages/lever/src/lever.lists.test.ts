import { createMemoryStore } from "@hrflow-connectors/core";
import { createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { describe, expect, it } from "vitest";
import { passWaits } from "./__fixtures__/fakes";
import { byRefreshToken, originParameters, unlimited } from "./__fixtures__/lever";
import { lever } from "./lever-connector";

passWaits();

const { apiSecret, apiUser, sourceKey } = originParameters;
const account = { apiSecret: apiSecret.replace("askr_", "ask_"), apiUser };
const boardKey = "b".repeat(40);
const { clientId, clientSecret, refreshToken } = byRefreshToken;

/** Three pages of every list: two of 100 records and one of 10. */
const count = 210;
const numbered = Array.from({ length: count }, (_, n) => String(n).padStart(3, "0"));
const createdAt = Date.UTC(2026, 0, 1);

type Send = (request: Request) => Promise<Response>;

/** Postings, opportunities and profiles under the same references, and the actions that read their lists. */
function createScenario() {
  const people = numbered.map((n, index) => ({
    ...{ source_key: sourceKey, reference: `r${n}`, key: n.padStart(40, "0") },
    created_at: new Date(createdAt + index * 60_000).toISOString(),
    info: { full_name: `r${n}`, email: `r${n}@example.com` },
  }));
  const hrflow = createHrflowFake({
    ...{ strict: true, boards: [boardKey], sources: [sourceKey, "other"] },
    accounts: [{ apiKey: account.apiSecret, userEmail: apiUser }],
    profiles: people,
  });
  const vendor = createLeverFake({
    ...{ strict: true, apps: [{ clientId, clientSecret, environment: "sandbox", refreshTokens: [refreshToken] }] },
    postings: numbered.map((n) => ({ id: `r${n}`, text: `Job ${n}` })),
    opportunities: numbered.map((n, index) => ({ id: `r${n}`, createdAt: createdAt + index * 60_000 })),
  });
  const opportunities = vendor.state.opportunities.map(({ id }) => id);
  const sent = joinFakes([hrflow, vendor]);
  const options = (wrap: (send: Send) => Send) => ({
    ...{ store: createMemoryStore(), rateLimits: unlimited },
    fetch: wrap((request) => sent(request)),
  });
  const input = { workflowId: "w" };
  const lists = {
    pullJobList: {
      path: "/postings",
      origin: vendor,
      target: hrflow,
      creates: "/job/indexing",
      run: (wrap: (send: Send) => Send) =>
        lever.pullJobList(
          { ...input, originParameters: byRefreshToken, targetParameters: { ...account, boardKey } },
          options(wrap),
        ),
      delivered: () => hrflow.state.jobs.map(({ reference }) => String(reference)),
    },
    pullProfileList: {
      path: "/opportunities",
      origin: vendor,
      target: hrflow,
      creates: "/profile/indexing",
      run: (wrap: (send: Send) => Send) =>
        lever.pullProfileList(
          {
            ...{ ...input, originParameters: { ...byRefreshToken, resumes: false } },
            targetParameters: { ...account, sourceKey: "other" },
          },
          options(wrap),
        ),
      delivered: () =>
        hrflow.state.profiles
          .filter(({ source_key }) => source_key === "other")
          .map(({ reference }) => String(reference)),
    },
    pushProfileList: {
      path: "/storing/profiles",
      origin: hrflow,
      target: vendor,
      creates: "/opportunities",
      run: (wrap: (send: Send) => Send) =>
        lever.pushProfileList(
          {
            ...{ ...input, originParameters: { ...account, sourceKey } },
            targetParameters: { ...byRefreshToken, performAs: "user-1" },
          },
          options(wrap),
        ),
      delivered: () =>
        vendor.state.opportunities
          .filter(({ id }) => !opportunities.includes(id))
          .map(({ contact }) => vendor.state.contacts.find(({ id }) => id === contact)?.name ?? ""),
    },
  };
  return { hrflow, vendor, lists };
}

/** Handles the n-th request for a page, from 1, in another way. */
function atPage(path: string, n: number, handle: (request: Request, send: Send) => Promise<Response>) {
  let pages = 0;
  return (send: Send): Send =>
    async (request) => {
      const isPage = request.method === "GET" && new URL(request.url).pathname === `/v1${path}`;
      return isPage && ++pages === n ? handle(request, send) : send(request);
    };
}

/** The third page is the second one once more, with its cursor. */
function repeating(path: string) {
  let second: Promise<Response> | undefined;
  const keep = atPage(path, 2, async (request, send) => {
    second = send(request);
    return (await second).clone();
  });
  const repeat = atPage(path, 3, async (request, send) => (second ? (await second).clone() : send(request)));
  return (send: Send): Send => repeat(keep(send));
}

/** An empty page before the second one. Lists of Lever go by an offset, those of HrFlow.ai by numbers. */
function gapped(path: string) {
  let isShifted = false;
  let offset: string | null = null;
  return (send: Send): Send =>
    async (request) => {
      const url = new URL(request.url);
      if (request.method !== "GET" || url.pathname !== `/v1${path}`) return send(request);
      const page = Number(url.searchParams.get("page"));
      if (page === 1) {
        const { meta, ...body } = (await (await send(request)).json()) as { meta: { maxPage: number } };
        return Response.json({ ...body, meta: { ...meta, maxPage: meta.maxPage + 1 } });
      }
      if (page === 2) return Response.json({ code: 200, message: "List", data: [], meta: { maxPage: 4 } });
      if (page > 2) {
        url.searchParams.set("page", String(page - 1));
        const { meta, ...body } = (await (await send(new Request(url, request))).json()) as {
          meta: { maxPage: number };
        };
        return Response.json({ ...body, meta: { ...meta, maxPage: meta.maxPage + 1 } });
      }
      const given = url.searchParams.get("offset");
      if (given !== null && !isShifted) {
        isShifted = true;
        offset = given;
        return Response.json({ data: [], hasNext: true, next: "after-the-gap" });
      }
      if (given === "after-the-gap") url.searchParams.set("offset", offset ?? "");
      return send(new Request(url, request));
    };
}

const unchanged = (send: Send): Send => send;
const all = numbered.map((n) => `r${n}`);

describe.each(["pullJobList", "pullProfileList", "pushProfileList"] as const)("the list of %s", (action) => {
  it("goes on with a new token if the first one expires between two pages", async () => {
    const { lists, vendor } = createScenario();
    const { path, run, delivered } = lists[action];
    const expire = atPage(path, 3, async (request, send) => {
      for (const token of vendor.state.accessTokens) token.expiresAt = 0;
      return send(request);
    });
    expect(await run(expire)).toMatchObject({ status: "success", events: { write_success: count } });
    expect(delivered().sort()).toEqual(all);
    expect(vendor.requests.filter((one) => one.path === "/oauth/token")).toHaveLength(2);
  });

  it("fails with what was read so far if a cursor repeats, and delivers nobody twice", async () => {
    const { lists } = createScenario();
    const { path, run, delivered } = lists[action];
    expect(await run(repeating(path))).toMatchObject({
      status: "success_with_failures",
      events: { read_failure: 1, write_failure: 0 },
      failures: [{ stage: "read", error: { code: "unexpected_response" } }],
    });
    expect(delivered()).toHaveLength(200);
    expect(new Set(delivered()).size).toBe(200);
  });

  it("is read on after an empty page in the middle", async () => {
    const { lists } = createScenario();
    const { path, run, delivered } = lists[action];
    expect(await run(gapped(path))).toMatchObject({ status: "success", events: { write_success: count } });
    expect(delivered().sort()).toEqual(all);
  });

  it("waits through a storm of 429", async () => {
    const { lists } = createScenario();
    const { path, origin, run, delivered } = lists[action];
    const slow = { kind: "status", status: 429, body: { code: "TooMany", message: "Slow." } } as const;
    origin.injectFault(slow, { path, method: "GET", times: 4, skip: 1 });
    expect(await run(unchanged)).toMatchObject({ status: "success", events: { write_success: count } });
    expect(delivered().sort()).toEqual(all);
  });

  it("delivers all but one item that the target refuses", async () => {
    const { lists } = createScenario();
    const { creates, target, run, delivered } = lists[action];
    const refused = { kind: "status", status: 422, body: { code: "Invalid", message: "No." } } as const;
    target.injectFault(refused, { path: creates, method: "POST", skip: 120 });
    expect(await run(unchanged)).toMatchObject({
      status: "success_with_failures",
      events: { read_success: count, write_success: count - 1, write_failure: 1 },
      failures: [{ stage: "write", error: { status: 422 } }],
    });
    expect(delivered()).toHaveLength(count - 1);
  });

  it("delivers what was read before a page that cannot be read", async () => {
    const { lists } = createScenario();
    const { path, origin, run, delivered } = lists[action];
    const refused = { kind: "status", status: 403, body: { code: "Forbidden", message: "No." } } as const;
    origin.injectFault(refused, { path, method: "GET", skip: 2 });
    expect(await run(unchanged)).toMatchObject({
      status: "success_with_failures",
      events: { read_failure: 1, write_success: 200 },
      failures: [{ stage: "read", error: { code: "permission_denied" } }],
    });
    expect(new Set(delivered()).size).toBe(200);
  });
});
