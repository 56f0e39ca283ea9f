import type { RunEvent } from "@hrflow-connectors/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { passWaits } from "../__fixtures__/fakes";
import { byRefreshToken } from "../__fixtures__/lever";
import { createPull, type Fetch, opportunities, pulls, startedAt } from "../__fixtures__/pull-profiles";

passWaits();
// The clock of the runs is that of the vendor, unless a test sets another.
beforeEach(() => void vi.setSystemTime(startedAt));
afterEach(() => void vi.useRealTimers());

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();
const spread = (index: number) => ({ stage: ["lead-new", "applicant-new", "offer"][index % 3] ?? "" });
const isList = ({ url }: { url: string }) => new URL(url).pathname === "/v1/opportunities";

/** Calls back before the n-th request for a page, from 1. */
function beforePage(fetch: Fetch, n: number, act: () => void): Fetch {
  let count = 0;
  return async (input, init) => {
    if (isList(input instanceof Request ? input : { url: String(input) }) && ++count === n) act();
    return fetch(input, init);
  };
}

test("reads every opportunity of several windows and pages once", async () => {
  const rows = opportunities(2_300, spread);
  const pull = createPull({ opportunities: rows });
  const result = await pull.run({ resumes: false }, { fetch: pull.vendor.fetch });
  expect(result).toMatchObject({ status: "success", events: { read_success: 2_300, write_success: 2_300 } });
  expect(result.ids.sort()).toEqual(idsOf(rows));
  expect(pull.lists().some(({ url }) => url.includes("offset="))).toBe(true);
});

test("reads no page twice, and then only who moved since the run began", async () => {
  const pull = createPull({ opportunities: opportunities(2_300, spread) });
  await pull.run({ resumes: false }, { fetch: pull.vendor.fetch });
  const queries = pull.queries();
  expect(queries).toHaveLength(23 + 1);
  const movedSince = { advanced_at_start: String(startedAt - 5 * 60_000) };
  expect(queries.filter(({ advanced_at_start }) => advanced_at_start !== undefined)).toMatchObject([movedSince]);
});

test("reads everybody once of a list that is too long to be read at once", async () => {
  const all = opportunities(10_300, spread).sort((one, other) => (one.stage ?? "").localeCompare(other.stage ?? ""));
  // By hand, as the fake looks for each row.
  const fetch: Fetch = async (input) => {
    const query = new URL(input instanceof Request ? input.url : String(input)).searchParams;
    const of = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
    const [start, end, offset] = [of("created_at_start", 0), of("created_at_end", startedAt), of("offset", 0)];
    const rows = all.filter(({ createdAt = 0 }) => createdAt >= start && createdAt <= end);
    const found = query.has("advanced_at_start") ? [] : rows;
    const next = offset + 100;
    return Response.json({ data: found.slice(offset, next), hasNext: next < found.length, next: String(next) });
  };
  const result = await createPull().run({ resumes: false }, { fetch });
  expect(result).toMatchObject({ status: "success", events: { read_success: 10_300, write_success: 10_300 } });
  expect(result.ids.sort()).toEqual(idsOf(all as { id: string }[]));
});

test("goes on if one offset after the other is stale, as long as each brings others", async () => {
  const rows = opportunities(700);
  const pull = createPull({ opportunities: rows });
  const refused = new Set<string>();
  const fetch: Fetch = async (input, init) => {
    const offset = new URL(input instanceof Request ? input.url : String(input)).searchParams.get("offset");
    if (offset === null || refused.has(offset)) return pull.vendor.fetch(input, init);
    refused.add(offset);
    return Response.json({ code: "BadRequest", message: "Invalid offset token" }, { status: 400 });
  };
  const result = await pull.run({ resumes: false }, { fetch });
  expect(result).toMatchObject({ status: "success", failures: [] });
  expect(refused.size).toBeGreaterThan(4);
  expect(result.ids.sort()).toEqual(idsOf(rows));
});

test("tells how many opportunities there are, once the last window is listed", async () => {
  const pull = createPull({ opportunities: opportunities(2_300, spread) });
  const told: [number, number][] = [];
  let read = 0;
  const onEvent = (event: RunEvent) => {
    if (event.type === "item.read") read += 1;
    if (event.type === "read.total") told.push([event.total, read]);
  };
  await pull.run({ resumes: false }, { fetch: pull.vendor.fetch, options: { onEvent } });
  const [[total, readBefore] = []] = told;
  expect([told.length, total]).toEqual([1, 2_300]);
  expect(readBefore).toBeLessThan(2_300);
});

test("sends every filter, with times in milliseconds", async () => {
  const pull = createPull();
  await pull.run({
    ...{
      tag: ["a", "b"],
      source: ["s"],
      origin: ["applied"],
      stageId: ["offer"],
      postingId: ["p"],
      location: ["Lyon"],
    },
    ...{ archivedPostingId: ["q"], archiveReasonId: ["r"], contactId: ["c"], email: "ada@example.com" },
    ...{ confidentiality: "all", archived: false, snoozed: true },
    ...{ createdAtStart: "2026-01-01", createdAtEnd: "2026-01-02T00:00:00+01:00" },
    ...{ updatedAtStart: "2026-01-03", updatedAtEnd: "2026-01-04", advancedAtStart: "2026-01-05" },
    ...{ advancedAtEnd: "2026-01-06", archivedAtStart: "2026-01-07", archivedAtEnd: "2026-01-08" },
  });
  const day = (n: number) => String(Date.UTC(2026, 0, n));
  const [{ url } = { url: "" }] = pull.lists();
  expect([...new URL(url).searchParams]).toEqual([
    ...[
      ["confidentiality", "all"],
      ["tag", "a"],
      ["tag", "b"],
      ["source", "s"],
      ["origin", "applied"],
    ],
    ...[
      ["location", "Lyon"],
      ["email", "ada@example.com"],
      ["archived", "false"],
      ["snoozed", "true"],
    ],
    ...[
      ["stage_id", "offer"],
      ["posting_id", "p"],
      ["archived_posting_id", "q"],
      ["archive_reason_id", "r"],
    ],
    ...[
      ["contact_id", "c"],
      ["created_at_start", day(1)],
      ["created_at_end", String(Date.UTC(2026, 0, 1, 23))],
    ],
    ...[
      ["updated_at_start", day(3)],
      ["updated_at_end", day(4)],
      ["advanced_at_start", day(5)],
    ],
    ...[
      ["advanced_at_end", day(6)],
      ["archived_at_start", day(7)],
      ["archived_at_end", day(8)],
    ],
    ...[
      ["expand", "applications"],
      ["expand", "contact"],
      ["expand", "stage"],
      ["limit", "100"],
    ],
  ]);
});

test.each([
  [{ createdAtStart: "yesterday" }, "createdAtStart: expected a time in ISO 8601"],
  [{ limit: 0 }, "limit: expected a number from 1"],
  [{ stageId: [] }, "stageId: expected a list of stage ids"],
  [{ stageId: "offer" }, "stageId: expected a list of stage ids"],
  [{ confidentiality: "secret" }, "confidentiality: expected one of non-confidential, confidential, all"],
])("refuses %j before any request", async (filters, message) => {
  const pull = createPull();
  const result = await pull.run(filters as never);
  expect(result).toMatchObject({ status: "fatal", reason: "bad_origin_parameters" });
  expect(result.failures[0]?.error.message).toContain(message);
  expect(pull.vendor.requests).toEqual([]);
});

test("reads on after an empty page in the middle", async () => {
  const rows = opportunities(150);
  const pull = createPull({ opportunities: rows });
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!isList(request)) return pull.fetch(request);
    const offset = url.searchParams.get("offset");
    if (offset !== null && !offset.startsWith("empty"))
      return Response.json({ data: [], hasNext: true, next: `empty ${offset}` });
    if (offset !== null) url.searchParams.set("offset", offset.slice("empty ".length));
    return pull.fetch(new Request(url, request));
  };
  const result = await pull.run({}, { fetch });
  expect(result.ids.sort()).toEqual(idsOf(rows));
});

test("reads rows that two pages have once, and fails at a page that leads back", async () => {
  const rows = opportunities(250);
  const pull = createPull({ opportunities: rows });
  pull.vendor.state.paging = "overlapping";
  expect((await pull.run()).ids.sort()).toEqual(idsOf(rows));
  pull.vendor.state.paging = "normal";
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init);
    const response = await pull.fetch(request);
    if (!isList(request)) return response;
    return Response.json({ ...((await response.json()) as object), hasNext: true, next: "again" });
  };
  pull.vendor.state.offsets.set(`${JSON.stringify(["/opportunities"])} again`, null);
  const result = await pull.run({}, { fetch });
  expect(result.failures[0]).toMatchObject({ stage: "read" });
});

test("goes on with a new token if the first expires in the middle of the list", async () => {
  const rows = opportunities(250);
  const { authDomain: _, clientDomain: __, ...application } = byRefreshToken;
  const app = { clientId: application.clientId, clientSecret: application.clientSecret };
  const pull = createPull({
    opportunities: rows,
    apps: [{ ...app, environment: "sandbox", refreshTokens: [application.refreshToken] }],
  });
  const fetch = beforePage(pull.fetch, 2, () => {
    pull.vendor.state.accessTokens.length = 0;
  });
  const result = await pull.run({}, { fetch, credential: byRefreshToken });
  expect(result).toMatchObject({ status: "success", failures: [] });
  expect(result.ids.sort()).toEqual(idsOf(rows));
  expect(pull.vendor.requests.filter(({ path }) => path === "/oauth/token")).toHaveLength(2);
});

test("waits through a storm of 429, on pages and on resumes", async () => {
  const rows = opportunities(120);
  const pull = createPull({ opportunities: rows });
  const slow = { kind: "status", status: 429, body: { code: "TooMany", message: "Slow." } } as const;
  pull.vendor.injectFault(slow, { path: "/opportunities", times: 3, skip: 1 });
  pull.vendor.injectFault(slow, { path: "/opportunities/{opportunity}/resumes", times: 4, skip: 3 });
  const result = await pull.run();
  expect(result).toMatchObject({ status: "success", failures: [] });
  expect(result.ids.sort()).toEqual(idsOf(rows));
});

test("loses nobody who moves to another stage while pages are read", async () => {
  const rows = opportunities(350, () => ({ stage: "applicant-new" }));
  const pull = createPull({ opportunities: rows });
  const [oldest, second] = pull.vendor.state.opportunities;
  const fetch = beforePage(pull.fetch, 3, () => {
    // Both are on the last page. One goes to the first page, the other to the end.
    Object.assign(oldest ?? {}, { stage: "lead-new", lastAdvancedAt: startedAt + 1, updatedAt: startedAt + 1 });
    Object.assign(second ?? {}, { stage: "offer", lastAdvancedAt: startedAt + 1, updatedAt: startedAt + 1 });
  });
  const result = await pull.run({}, { fetch });
  expect(result.ids.sort()).toEqual(idsOf(rows));
});

test("starts the window again, not the run, if Lever does not know an offset any more", async () => {
  const rows = opportunities(350);
  const pull = createPull({ opportunities: rows });
  const fetch = beforePage(pull.fetch, 3, () => pull.vendor.state.offsets.clear());
  const result = await pull.run({}, { fetch });
  expect(result).toMatchObject({ status: "success", failures: [] });
  expect(result.ids.sort()).toEqual(idsOf(rows));
});

test("fails the read if every offset is stale", async () => {
  const pull = createPull({ opportunities: opportunities(250) });
  const fetch: Fetch = async (input, init) => {
    pull.vendor.state.offsets.clear();
    return pull.fetch(input, init);
  };
  const result = await pull.run({}, { fetch });
  expect(result.failures).toMatchObject([{ stage: "read", error: { status: 400 } }]);
  expect(pull.lists().length).toBeLessThan(12);
});

test("writes the others if one item fails", async () => {
  const rows = opportunities(5);
  const pull = createPull({ opportunities: rows });
  const result = await pull.run({}, { refuses: ({ reference }) => reference === "o00002" });
  expect(result).toMatchObject({ status: "success_with_failures", events: { write_success: 4, write_failure: 1 } });
  expect(result.failures).toMatchObject([{ stage: "write", reference: "o00002" }]);
});

test("downloads the newest resume with the credential", async () => {
  const content = (text: string, name: string) => new File([`%PDF-1.4 ${text}`], name);
  const pull = createPull({ opportunities: opportunities(1) });
  pull.vendor.state.resumes.push(
    { id: "r1", opportunity: "o00000", uploadedAt: 1, content: content("old", "old.pdf") },
    { id: "r2", opportunity: "o00000", uploadedAt: 2, content: content("new", "new.pdf") },
    { id: "r3", opportunity: "o00000", uploadedAt: 3, content: content("", ""), isOnlineProfile: true },
  );
  await pull.run();
  expect(pull.written).toMatchObject([
    { item: { resume: { id: "o00000/r2", fileName: "new.pdf" } }, file: "new.pdf: %PDF-1.4 new" },
  ]);
  const download = pull.vendor.requests.find(({ path }) => path.endsWith("/download"));
  expect(download?.headers.get("authorization")).toBe(`Basic ${btoa("lever-api-key-1:")}`);
});

test("reads no resumes of anonymized people, nor of any if they are not wanted", async () => {
  const rows = opportunities(2);
  const pull = createPull({ opportunities: rows, contacts: [{ id: "o00000", isAnonymized: true }] });
  const resumeLists = () => pull.vendor.requests.filter(({ path }) => path.endsWith("/resumes"));
  await pull.run();
  expect(resumeLists().map(({ path }) => path)).toEqual(["/opportunities/o00001/resumes"]);
  await pull.run({ resumes: false });
  expect(resumeLists()).toHaveLength(1);
});

test("takes a 404 of the resumes for none, and fails the read if the credential may not read them", async () => {
  const pull = createPull({ opportunities: opportunities(1) });
  const path = "/opportunities/{opportunity}/resumes";
  pull.vendor.injectFault(
    { kind: "status", status: 404, body: { code: "ResourceNotFound", message: "No." } },
    { path },
  );
  expect(await pull.run()).toMatchObject({ status: "success", ids: ["o00000"] });
  pull.vendor.injectFault({ kind: "status", status: 403, body: { code: "Forbidden", message: "No." } }, { path });
  expect(await pull.run()).toMatchObject({ status: "fatal", failures: [{ error: { code: "permission_denied" } }] });
});

test("reads confidential opportunities only if asked", async () => {
  const pull = createPull({
    opportunities: opportunities(2, (index) => (index === 0 ? { posting: "secret", application: "a" } : {})),
    postings: [{ id: "secret", confidentiality: "confidential" }],
  });
  expect((await pull.run()).ids).toEqual(["o00001"]);
  expect((await pull.run({ confidentiality: "all" })).ids.sort()).toEqual(["o00000", "o00001"]);
});

const byId = (pull: ReturnType<typeof createPull>, opportunityId: string) =>
  pulls.pullProfile(
    {
      workflowId: "w",
      originParameters: { clientDomain: "api", apiKey: "lever-api-key-1", opportunityId },
      targetParameters: {},
    },
    { fetch: pull.fetch },
  );

test("reads one opportunity by its id, and nothing, successfully, if it does not exist", async () => {
  const pull = createPull({ opportunities: opportunities(2, () => ({ stage: "offer" })) });
  expect(await byId(pull, "o00001")).toMatchObject({ status: "success", events: { write_success: 1 } });
  expect(pull.written[0]?.item.tags).toContainEqual({ name: "lever_stage", value: "Offer" });
  expect(await byId(pull, "gone")).toMatchObject({ status: "success", events: { read_success: 0, read_failure: 0 } });
  expect(await byId(pull, " ")).toMatchObject({ reason: "bad_origin_parameters" });
});

test("reads every opportunity up to the run's start by the vendor's clock", async () => {
  const rows = opportunities(3, () => ({}), -8 * 60_000);
  const pull = createPull({ opportunities: rows, clockSkewMs: 10 * 60_000 });
  expect((await pull.run()).ids.sort()).toEqual(idsOf(rows));
  const behind = createPull({ opportunities: opportunities(3, () => ({}), 0), clockSkewMs: -10 * 60_000 });
  const result = await behind.run({}, { readMode: "incremental" });
  expect(Date.parse(result.readFrom ?? "")).toBeLessThan(startedAt - 9 * 60_000);
});

test("reads at most as many as the limit says, the oldest first", async () => {
  const pull = createPull({ opportunities: opportunities(250) });
  const result = await pull.run({ limit: 7 });
  expect(result.events.read_success).toBe(7);
  expect(pull.vendor.requests.filter(({ path }) => path.endsWith("/resumes"))).toHaveLength(7);
});

test("comes to the end with a limit in several incremental runs", async () => {
  const rows = opportunities(60, spread);
  const pull = createPull({ opportunities: rows });
  const seen = new Set<string>();
  for (let run = 0; run < 20; run += 1)
    for (const id of (await pull.run({ limit: 10 }, { readMode: "incremental" })).ids) seen.add(id);
  expect([...seen].sort()).toEqual(idsOf(rows));
});
