import { createMemoryStore, type RunEvent, type RunOptions } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  parameterSchema,
  typedApi,
} from "@hrflow-connectors/core/connector";
import { loadDocument, schemaValidator, shortenWaits } from "@hrflow-connectors/testing";
import { checkedFetch, createHrflowFake, type Fault } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { apiSecret, envelope, headers, sourceKey, storedProfile } from "../__fixtures__/hrflow";
import type { HrflowProfile } from "../hrflow-types";
import { hrflowProfileList } from "./hrflow-profile-list";
import { hrflowProfiles } from "./hrflow-profiles";
import type { HrflowProfileListParameters } from "./profile-list-parameters";

let restore: () => void;
beforeEach(() => {
  restore = shortenWaits();
});
afterEach(() => restore());

const many = { requests: 1e6, perMs: 1, burst: 1e6 };
const apiUser = "ada@example.com";

/** Reads the profiles of a source into a list. Those whose reference is in `refused` fail. */
async function readList(
  fetch: NonNullable<RunOptions["fetch"]>,
  parameters: Partial<HrflowProfileListParameters> = {},
  {
    readMode = "sync" as "sync" | "incremental",
    refused = [] as string[],
    onItem = (_: HrflowProfile): unknown => undefined,
    ...options
  } = {} as RunOptions & {
    readMode?: "sync" | "incremental";
    refused?: string[];
    onItem?: (profile: HrflowProfile) => unknown;
  },
) {
  const items: HrflowProfile[] = [];
  const target = defineWarehouse({
    name: "List",
    dataType: "profile",
    connection: defineConnection({
      name: "lists",
      api: typedApi<object>({ baseUrl: "https://lists.example" }),
      parameters: parameterSchema<object>(z.object({})),
      auth: () => ({ type: "none" }),
      account: () => "lists",
    }),
    write: {
      endpoints: [],
      write: async (item: HrflowProfile, { step }) => {
        if (refused.includes(item.reference ?? "")) throw new Error("refused");
        await onItem(item);
        return step("item", { create: async () => ({ id: `list-${items.push(item)}` }), keep: ({ id }) => ({ id }) });
      },
    },
  });
  const connector = defineConnector({
    ...{ name: "Test", slug: "test", type: "Other", url: "https://example.com", description: "A connector for tests." },
    package: { name: "@example/test", version: "1.2.3" },
    actions: {
      pull: defineAction({ description: "", origin: hrflowProfileList, target, format: (item) => item }),
    },
  });
  const result = await connector.pull(
    {
      workflowId: "w",
      actionParameters: { readMode },
      originParameters: { apiSecret, apiUser, sourceKey, ...parameters },
      targetParameters: {},
    },
    { fetch, rateLimits: { hrflow: many }, ...options },
  );
  return { result, items, references: items.map(({ reference }) => reference) };
}

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString().replace(".000Z", "+0000");
const key = (index: number) => String(index).padStart(40, "0");
/** Profile `p<index>`, changed at that minute. */
const profile = (index: number, changes: object = {}): HrflowProfile => ({
  ...storedProfile,
  ...{ key: key(index), reference: `p${index}`, created_at: at(0), updated_at: at(index) },
  ...changes,
});
/** From the newest to the oldest. */
const profiles = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => profile(from - n));
const names = (rows: { reference?: string | null }[]) => rows.map(({ reference }) => reference);

type Row = Partial<HrflowProfile>;
interface Listed {
  rows: Row[];
  maxPage?: number | null;
  total?: number;
}

/** HrFlow.ai with a list whose pages a test decides, and single profiles. */
function listOf(pageOf: (page: number, calls: number) => Listed | Response, single: Row[] = []) {
  const urls: URL[] = [];
  const sent: { url: string; headers: Record<string, string> }[] = [];
  const fetch = async (request: Request) => {
    const url = new URL(request.url);
    urls.push(url);
    sent.push({ url: request.url, headers: Object.fromEntries(request.headers) });
    if (url.pathname.endsWith("/profile/indexing")) {
      const found = single.find((row) => row.key === url.searchParams.get("key"));
      if (found) return Response.json(envelope(found));
      return Response.json({ code: 400, message: "Unable to find object: profile" }, { status: 400 });
    }
    const page = Number(url.searchParams.get("page"));
    const listed = pageOf(page, urls.length);
    if (listed instanceof Response) return listed;
    const { rows, maxPage = 1, total = 0 } = listed;
    const meta = maxPage === null ? {} : { meta: { page, maxPage, count: rows.length, total } };
    return Response.json({ ...envelope(rows), ...meta });
  };
  const pages = () => urls.filter(({ pathname }) => pathname.endsWith("/storing/profiles"));
  return { fetch, sent, pages: () => pages().map(({ searchParams }) => Number(searchParams.get("page"))) };
}

describe("the list", () => {
  test("is asked for complete rows, the last changed first, with the filters", async () => {
    const wanted = profile(1, { info: { full_name: "ADA", email: "A@b.c" } });
    const { fetch, sent } = listOf(() => ({ rows: [wanted], total: 1 }));
    const filters = { createdAtMin: "2026-01-01", createdAtMax: "2026-01-31T12:00:00Z", name: "Ada", email: "a@b.c" };
    const { result, items } = await readList(fetch, filters);
    expect(sent).toEqual([
      {
        url: `https://api.hrflow.ai/v1/storing/profiles?${[
          `source_keys=${encodeURIComponent(JSON.stringify([sourceKey]))}`,
          "return_profile=True&limit=100&sort_by=updated_at&order_by=desc",
          "created_at_min=2026-01-01&created_at_max=2026-01-31T12%3A00%3A00Z&name=Ada&email=a%40b.c&page=1",
        ].join("&")}`,
        headers,
      },
    ]);
    expect(items).toEqual([wanted]);
    expect(result).toMatchObject({ status: "success", receipts: [{ reference: "p1", id: "list-1" }] });
  });

  test("is read to its last page, without a request after it", async () => {
    const rows = profiles(5, 0);
    const { fetch, pages } = listOf((page) => ({ rows: rows.slice(page * 2 - 2, page * 2), maxPage: 3, total: 6 }));
    expect((await readList(fetch)).references).toEqual(names(rows));
    expect(pages()).toEqual([1, 2, 3]);
  });

  test("tells its total once, unless only a part of it is read", async () => {
    const rows = profiles(5, 0);
    const { fetch } = listOf((page) => ({ rows: rows.slice(page * 2 - 2, page * 2), maxPage: 3, total: 6 }));
    const totals: number[] = [];
    const onEvent = (event: RunEvent) => void (event.type === "read.total" && totals.push(event.total));
    await readList(fetch, {}, { onEvent });
    expect(totals).toEqual([6]);
    await readList(fetch, { updatedAtMin: "2026-01-01" }, { onEvent });
    await readList(fetch, { updatedAtMax: "2026-01-01" }, { onEvent });
    expect(totals).toEqual([6]);
  });

  test("without a number of pages is read until an empty page", async () => {
    const { fetch, pages } = listOf((page) => ({ rows: page < 3 ? [profile(9 - page)] : [], maxPage: null }));
    expect((await readList(fetch)).references).toEqual(["p8", "p7"]);
    expect(pages()).toEqual([1, 2, 3]);
  });

  test("that is empty is a successful read", async () => {
    const { fetch } = listOf(() => ({ rows: [], maxPage: 0 }));
    expect((await readList(fetch)).result).toMatchObject({ status: "success", events: { read_success: 0 } });
  });

  test("may have an empty page in the middle", async () => {
    const { fetch } = listOf((page) => ({ rows: page === 2 ? [] : [profile(9 - page)], maxPage: 3, total: 2 }));
    expect((await readList(fetch)).references).toEqual(["p8", "p6"]);
  });

  test("whose empty pages do not end is a read failure", async () => {
    const { fetch, pages } = listOf((page) => ({ rows: [], maxPage: page + 1 }));
    const { result } = await readList(fetch);
    expect(result.failures).toMatchObject([{ stage: "read", error: { code: "unexpected_response" } }]);
    expect(pages().length).toBeLessThan(30);
  });

  test("that always returns the first page is a read failure", async () => {
    const { fetch, pages } = listOf(() => ({ rows: profiles(2, 1), maxPage: 1_000, total: 2_000 }));
    const { result, references } = await readList(fetch);
    expect(references).toEqual(["p2", "p1"]);
    expect(result.failures[0]?.error.message).toContain("repeats the page before it");
    expect(pages().length).toBeLessThan(5);
  });

  test.each([
    ["two of one page", 2],
    ["more than a page", 5],
  ])("reads pages again whose rows moved because earlier rows were removed: %s", async (_, count) => {
    const removed = names(profiles(9, 10 - count));
    let rows = profiles(9, 0);
    const { fetch } = listOf((page) => {
      // Between the second and the third page, profiles that were read are archived.
      if (page === 3) rows = rows.filter(({ reference }) => !removed.includes(reference ?? ""));
      return { rows: rows.slice(page * 3 - 3, page * 3), maxPage: Math.ceil(rows.length / 3), total: rows.length };
    });
    expect((await readList(fetch)).references).toEqual(names(profiles(9, 0)));
  });

  test("ends if its pages become fewer while it is read", async () => {
    const { fetch, pages } = listOf((page, calls) => {
      const size = calls === 1 ? { maxPage: 5, total: 10 } : { maxPage: 1, total: 2 };
      return { rows: page === 1 ? profiles(5, 4) : [], ...size };
    });
    expect((await readList(fetch)).references).toEqual(["p5", "p4"]);
    expect(pages().length).toBeLessThan(5);
  });

  test("that shrinks and grows in turns is a read failure, not an endless read", async () => {
    const { fetch, pages } = listOf((page) => ({ rows: [profile(9 - page)], maxPage: 5, total: page === 3 ? 1 : 2 }));
    expect((await readList(fetch)).result.failures[0]?.error.message).toContain("shrinks whenever it is read");
    expect(pages().length).toBeLessThan(60);
  });

  test("yields a profile once that another one moved to the next page", async () => {
    let rows = profiles(5, 0);
    const { fetch } = listOf((page) => {
      if (page === 2)
        rows = [profile(60, { key: key(3), reference: "p3" }), ...rows.filter((row) => row.key !== key(3))];
      return { rows: rows.slice(page * 3 - 3, page * 3), maxPage: 2, total: 6 };
    });
    expect((await readList(fetch)).references).toEqual(["p5", "p4", "p3", "p2", "p1", "p0"]);
  });

  test("leaves out archived profiles, and passes on a row without a key as it is", async () => {
    const rows = [profile(3, { archived_at: at(9) }), { updated_at: at(2) }, profile(1)];
    const { fetch } = listOf(() => ({ rows, total: 3 }));
    expect((await readList(fetch)).references).toEqual([undefined, "p1"]);
  });

  test("fetches profiles that its rows lack, by their keys, and skips one that is gone", async () => {
    const row = (index: number) => ({ key: key(index), reference: `p${index}`, updated_at: at(index) });
    const { fetch, sent } = listOf(() => ({ rows: [row(3), row(2), profile(1)], total: 3 }), [profile(3)]);
    const { items, result } = await readList(fetch);
    expect(items).toEqual([profile(3), profile(1)]);
    expect(result.status).toBe("success");
    expect(sent.slice(1).map(({ url }) => url)).toEqual([
      `https://api.hrflow.ai/v1/profile/indexing?source_key=${sourceKey}&key=${key(3)}`,
      `https://api.hrflow.ai/v1/profile/indexing?source_key=${sourceKey}&key=${key(2)}`,
    ]);
  });

  test("gives a profile the same id as a read by its key, also if the response leaves out the source", async () => {
    const { source_key: _, ...bare } = profile(1);
    const { fetch } = listOf(() => ({ rows: [bare], total: 1 }), [bare]);
    const { items } = await readList(fetch);
    expect(items.map((item) => hrflowProfileList.read.id?.(item))).toEqual([`${sourceKey}/${key(1)}`]);
    expect(hrflowProfiles.read.id?.(profile(1))).toBe(`${sourceKey}/${key(1)}`);
  });

  test("keeps what was read before a page that fails", async () => {
    const { fetch } = listOf((page) =>
      page === 3 ? new Response("no", { status: 403 }) : { rows: [profile(9 - page)], maxPage: 9, total: 9 },
    );
    const { result, references } = await readList(fetch);
    expect(references).toEqual(["p8", "p7"]);
    expect(result).toMatchObject({ status: "success_with_failures", events: { read_failure: 1 } });
  });

  test.each([
    ["createdAtMin", "yesterday", "a date, such as 2026-01-31, or a time in ISO 8601"],
    ["updatedAtMax", 5, "a date, such as 2026-01-31, or a time in ISO 8601"],
    ["email", " ", "e-mail address"],
    ["sourceKey", "", "the key of the source whose profiles are read"],
  ])("refuses an invalid %s before any request", async (field, value, expected) => {
    const { fetch, sent } = listOf(() => ({ rows: [] }));
    const { result } = await readList(fetch, { [field]: value });
    expect(sent).toEqual([]);
    expect(result).toMatchObject({ reason: "bad_origin_parameters", failures: [{ stage: "parameters" }] });
    expect(result.failures[0]?.error.message).toBe(`originParameters.${field}: expected ${expected}`);
  });
});

describe("a read of what changed", () => {
  /** A source whose profiles a test changes between runs, 3 to a page. */
  function source(rows: HrflowProfile[]) {
    const state = { rows, now: Date.parse("2026-02-01T00:00:00Z") };
    const list = listOf((page) => {
      const sorted = [...state.rows].sort((a, b) => (b.updated_at ?? "").localeCompare(a.updated_at ?? ""));
      const shown = sorted.slice(page * 3 - 3, page * 3);
      return { rows: shown, maxPage: Math.max(1, Math.ceil(sorted.length / 3)), total: sorted.length };
    });
    const fetch = async (request: Request) => {
      const { body, status, headers } = await list.fetch(request);
      const dated = new Headers(headers);
      dated.set("date", new Date(state.now).toUTCString());
      return new Response(body, { status, headers: dated });
    };
    return { state, fetch, pages: list.pages };
  }

  test("stops at the first page of older profiles, and leaves out the older ones on it", async () => {
    const { fetch, pages } = source(profiles(20, 0));
    const { references } = await readList(fetch, { updatedAtMin: at(16) });
    expect(references).toEqual(["p20", "p19", "p18", "p17", "p16"]);
    expect(pages()).toEqual([1, 2]);
  });

  test("reads all that changed at the very time from which it reads, also if they go on over a page", async () => {
    const imported = (from: number, updated_at: string) =>
      Array.from({ length: 7 }, (_, n) => profile(from + n, { updated_at }));
    const first = imported(20, at(16));
    const { state, fetch } = source([profile(17), ...first, profile(8)]);
    expect((await readList(fetch, { updatedAtMin: at(16) })).references.sort()).toEqual(["p17", ...names(first)]);

    const options = { store: createMemoryStore(), readMode: "incremental" } as const;
    const { readFrom } = (await readList(fetch, {}, options)).result;
    const second = imported(40, readFrom ?? "");
    state.rows = [...second, ...state.rows];
    state.now += 3_600_000;
    expect((await readList(fetch, {}, options)).references.sort()).toEqual(names(second));
  });

  test("leaves out those that changed after updatedAtMax, whose day is included", async () => {
    const { fetch } = source([profile(1), profile(24 * 60 - 1), profile(24 * 60)]);
    expect((await readList(fetch, { updatedAtMax: "2026-01-01" })).references).toEqual(["p1439", "p1"]);
    expect((await readList(fetch, { updatedAtMax: at(5) })).references).toEqual(["p1"]);
  });

  test("reads all at first, and then what changed since", async () => {
    const store = createMemoryStore();
    const { state, fetch, pages } = source(profiles(8, 0));
    const options = { store, readMode: "incremental" } as const;
    expect((await readList(fetch, {}, options)).references).toHaveLength(9);
    expect(pages()).toEqual([1, 2, 3]);
    state.rows = [...state.rows, profile(9, { updated_at: "2026-02-01T00:10:00+0000" })];
    state.now += 3_600_000;
    const { references, result } = await readList(fetch, {}, options);
    expect(references).toEqual(["p9"]);
    expect(result.events.read_success).toBe(1);
    expect(pages()).toEqual([1, 2, 3, 1]);
  });

  test("begins again where the last whole read began if it broke off, and sends nothing twice", async () => {
    const store = createMemoryStore();
    const { state, fetch } = source(profiles(8, 0));
    const options = { store, readMode: "incremental" } as const;
    let isDown = true;
    const failing = (request: Request) =>
      isDown && request.url.includes("page=2") ? Promise.resolve(new Response("no", { status: 403 })) : fetch(request);
    const first = await readList(failing, {}, options);
    expect(first.references).toEqual(["p8", "p7", "p6"]);
    expect(first.result.readFrom).toBeNull();
    isDown = false;
    state.now += 3_600_000;
    const second = await readList(failing, {}, options);
    expect(second.references).toEqual(names(profiles(5, 0)));
    expect(second.result.readFrom).not.toBeNull();
  });

  test("begins again also if all that was read before it broke off changed at one time", async () => {
    const store = createMemoryStore();
    const imported = profiles(8, 0).map((row) => ({ ...row, updated_at: at(5) }));
    const { state, fetch } = source(imported);
    const options = { store, readMode: "incremental" } as const;
    let isDown = true;
    const failing = (request: Request) =>
      isDown && request.url.includes("page=2") ? Promise.resolve(new Response("no", { status: 403 })) : fetch(request);
    expect((await readList(failing, {}, options)).result.readFrom).toBeNull();
    isDown = false;
    state.now += 3_600_000;
    expect((await readList(failing, {}, options)).references).toHaveLength(6);
  });

  test("reads again what failed", async () => {
    const store = createMemoryStore();
    const { fetch, state } = source(profiles(8, 0));
    const options = { store, readMode: "incremental" } as const;
    await readList(fetch, {}, { ...options, refused: ["p1"] });
    state.now += 3_600_000;
    expect((await readList(fetch, {}, options)).references).toEqual(["p1"]);
  });

  test("gives a profile that changes while the list is read to the next run", async () => {
    const store = createMemoryStore();
    const { state, fetch } = source(profiles(8, 0));
    const options = { store, readMode: "incremental" } as const;
    const onItem = ({ reference }: HrflowProfile) => {
      if (reference !== "p6") return;
      state.rows = state.rows.map((row) =>
        row.reference === "p0" ? { ...row, updated_at: "2026-02-01T00:00:05+0000" } : row,
      );
    };
    const first = await readList(fetch, {}, { ...options, onItem });
    state.now += 3_600_000;
    const second = await readList(fetch, {}, options);
    expect([...first.references, ...second.references].sort()).toEqual(names(profiles(8, 0)).sort());
  });
});

describe("against a source in strict mode", () => {
  const specification = async () => {
    const document = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
    return { document, validator: schemaValidator(document) };
  };

  async function createSource(count: number, ignoredFilters: string[] = []) {
    const hrflow = createHrflowFake({
      ...{ strict: true, ignoredFilters },
      accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
      sources: [sourceKey],
      profiles: Array.from({ length: count }, (_, index) => ({
        ...{ source_key: sourceKey, key: key(index), reference: `p${index}`, created_at: at(index) },
        info: { full_name: `Person ${index}`, email: `p${index}@example.com` },
      })),
    });
    const checked = checkedFetch(hrflow.fetch, { "https://api.hrflow.ai/v1": await specification() });
    return { hrflow, ...checked };
  }

  test("reads every profile of several pages once", async () => {
    const { fetch, violations, hrflow } = await createSource(250);
    const { references, result } = await readList(fetch);
    expect(new Set(references)).toEqual(new Set(Array.from({ length: 250 }, (_, index) => `p${index}`)));
    expect(references).toHaveLength(250);
    expect(result).toMatchObject({ status: "success", events: { read_success: 250, write_success: 250 } });
    expect(hrflow.requests).toHaveLength(3);
    expect(violations).toEqual([]);
  });

  test.each<[string, Fault, number]>([
    ["a storm of 429", { kind: "status", status: 429, retryAfter: "seconds" }, 4],
    ["a 503", { kind: "status", status: 503 }, 1],
    ["a lost response", { kind: "reset", when: "after" }, 1],
  ])("reads every profile once after %s on page 2", async (_, fault, times) => {
    const { fetch, hrflow } = await createSource(250);
    hrflow.injectFault(fault, { path: "/storing/profiles", skip: 1, times });
    const { references, result } = await readList(fetch);
    expect([result.status, references.length, new Set(references).size]).toEqual(["success", 250, 250]);
  });

  describe.each([
    ["obeys", []],
    ["ignores", ["email", "name", "created_at_min", "created_at_max"]],
  ])("that %s filters, reads what passes them and nothing else:", (does, ignored) => {
    test.each<[Partial<HrflowProfileListParameters>, string[]]>([
      [{ email: "P3@example.com" }, ["p3"]],
      [{ name: "Person 4" }, ["p4"]],
      [{ createdAtMin: at(4) }, ["p4", "p5"]],
      [{ createdAtMax: at(1) }, ["p0", "p1"]],
      [{ createdAtMin: "2026-01-01", createdAtMax: "2026-01-01" }, ["p0", "p1", "p2", "p3", "p4", "p5"]],
      [{ createdAtMin: "2026-01-02" }, []],
      [{ createdAtMax: "2025-12-31" }, []],
      [{ email: "p3@example.com", createdAtMin: at(4) }, []],
    ])("%j", async (filters, expected) => {
      const { fetch } = await createSource(6, ignored);
      const lines: object[] = [];
      const log = (fields: object) => void lines.push(fields);
      const quiet = () => undefined;
      const logger = { debug: quiet, info: quiet, warn: log, error: log };
      const isExact = filters.email !== "P3@example.com" || does === "ignores";
      const { references, result } = await readList(fetch, filters, { logger });
      expect(references.sort()).toEqual(isExact ? expected : []);
      expect(result).toMatchObject({ status: "success", failures: [] });
      const left = does === "ignores" ? 6 - expected.length : 0;
      expect(lines.filter((line) => "profiles" in line)).toMatchObject(left > 0 ? [{ profiles: left }] : []);
    });
  });

  test("does not stop at an old profile if the source ignores in which order to list", async () => {
    const { fetch, hrflow } = await createSource(250, ["sort_by", "order_by"]);
    hrflow.state.profiles.forEach((row, index) => {
      row.updated_at = at(250 - index);
    });
    const { references } = await readList(fetch, { updatedAtMin: at(240) });
    expect(references).toHaveLength(11);
  });
});

test("leaves out profiles of another source", async () => {
  const other = "6".repeat(40);
  const { fetch } = listOf(() => ({ rows: [profile(2), profile(1, { source_key: other })], total: 2 }));
  expect((await readList(fetch)).references).toEqual(["p2"]);
});
