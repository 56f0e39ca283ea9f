import { createMemoryStore } from "@hrflow-connectors/core";
import {
  contractCases,
  createMockFetch,
  expectNoViolations,
  loadDocument,
  type Mock,
  type MockFetch,
  outcomeFaults,
  shortenWaits,
  startMock,
} from "@hrflow-connectors/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { push, sourceKey } from "./__fixtures__/profile-target";
import { hrflowProfileTarget } from "./warehouses/hrflow-profile-target";
import type { HrflowProfileItem } from "./warehouses/profile-fields";

const document = await loadDocument(new URL("../../../specs/hrflow/openapi.yaml", import.meta.url));
const parsedReference = "candidate-0042";
let mock: Mock;
let fetch: MockFetch;
let restoreWaits: () => void;

beforeAll(async () => {
  mock = await startMock({ spec: document });
});
afterAll(() => mock.close());
beforeEach(() => {
  restoreWaits = shortenWaits();
  // The specification's example is another profile.
  fetch = createMockFetch(
    { "https://api.hrflow.ai/v1": mock },
    { repeats: { "GET /profile/indexing": ["reference"] } },
  );
  // No profile exists yet.
  fetch.prefer({ method: "GET", path: "/profile/indexing", code: 400 });
});
afterEach(() => restoreWaits());

const people = (count: number): HrflowProfileItem[] =>
  Array.from({ length: count }, (_, n) => ({ reference: `p${n}`, info: { full_name: `Person ${n}` }, text: "" }));

const keyOf = (reference: string) => reference.replace("p", "").padStart(40, "0");

/** Two runs: the second one is without the last of six people, whom the origin deleted. */
async function archive() {
  const keys: string[] = [];
  const changing = async (request: Request) => {
    const sent = request.clone();
    const response = await fetch(request);
    const call = `${request.method} ${new URL(request.url).pathname}`;
    if (!response.ok || !["GET /v1/storing/profiles", "POST /v1/profile/indexing"].includes(call)) return response;
    const { data, ...envelope } = (await response.json()) as { data: object };
    if (call.startsWith("GET")) return Response.json({ ...envelope, meta: {}, data: keys.map((key) => ({ key })) });
    const { profile } = (await sent.json()) as { profile: { reference: string } };
    const key = keyOf(profile.reference);
    keys.push(key);
    return Response.json({ ...envelope, data: { ...data, key } });
  };
  const settings = { store: createMemoryStore(), deleted: ["p5"] };
  await push(people(6), changing as typeof globalThis.fetch, { sync: true }, settings);
  return push(people(5), changing as typeof globalThis.fetch, { sync: true }, settings);
}

const endpoints = (...paths: string[]) =>
  hrflowProfileTarget.write.endpoints.filter(({ path }) => paths.includes(path));

const files = { "file-1": () => new File(["%PDF-1.4"], "ada.pdf", { type: "application/pdf" }) };

/** Writes one person, who is edited if the source holds them. The reference is that of the specification's parsed profile. */
async function write(fields: Partial<HrflowProfileItem> = {}) {
  const person = {
    ...{ reference: parsedReference, info: { full_name: "Ada Example", email: "ada@example.com" }, text: "Ada" },
    ...{ created_at: "2026-01-02T03:04:05.000Z", tags: [{ name: "acme_stage", value: "Interview" }] },
    ...{ experiences: [{ company: "Mills", title: "Clerk", date_start: "2020-01-01T00:00:00" }] },
    ...fields,
  };
  const { result } = await push([person], fetch, { upsert: true, parsingWaitMs: 1 }, { files });
  return result;
}

const withResume = { resume: { id: "file-1", fileName: "ada.pdf" } };
const calls = () => fetch.exchanges.map(({ method, path }) => `${method} ${path}`);

describe("writing", () => {
  it("creates, as the specification accepts it", async () => {
    expect(await write()).toMatchObject({ status: "success", events: { write_success: 1 } });
    expect(calls()).toEqual(["GET /profile/indexing", "POST /profile/indexing"]);
    expectNoViolations(fetch);
  });

  it("edits, as the specification accepts it", async () => {
    fetch.prefer({ method: "GET", path: "/profile/indexing", example: "rich" });
    expect(await write()).toMatchObject({ status: "success", events: { write_success: 1 } });
    expect(calls()).toEqual(["GET /profile/indexing", "PUT /profile/indexing"]);
    expectNoViolations(fetch);
  });

  it("sends a resume, and merges what was parsed", async () => {
    expect(await write(withResume)).toMatchObject({ status: "success", events: { write_success: 1 } });
    expect(calls()).toEqual(["GET /profile/indexing", "POST /profile/parsing/file", "PUT /profile/indexing"]);
    expectNoViolations(fetch);
  });

  it("stores the person while a resume is queued", async () => {
    fetch.prefer({ path: "/profile/parsing/file", code: 202 });
    expect(await write(withResume)).toMatchObject({ status: "success", receipts: [{ pending: true }] });
    expect(calls()).toContain("POST /profile/indexing");
    expectNoViolations(fetch);
  });

  // With 400, HrFlow.ai says that the profile does not exist, and it is created.
  const cases = contractCases(document, endpoints("/profile/indexing", "/profile/parsing/file")).filter(
    ({ method, status }) => method !== "GET" || status !== 400,
  );

  it.each(cases)("$method $path: $status", async ({ method, path, status }) => {
    const isParsing = path === "/profile/parsing/file";
    if (method === "PUT") fetch.prefer({ method: "GET", path, example: "rich" });
    fetch.prefer({ method, path, code: status });
    const result = await write(isParsing ? withResume : {});
    // Whatever becomes of the resume, the person is stored, unless the key is refused.
    expect(outcomeFaults(result, isParsing && status !== 401 ? "follow-up" : "write", status)).toEqual([]);
    expectNoViolations(fetch);
  });
});

describe("archiving", () => {
  it("sends what the specification accepts", async () => {
    const { result } = await archive();
    expect(result).toMatchObject({ status: "success", archiving: { archived: 1 } });
    const { method, path, json } = fetch.exchanges.at(-1) ?? {};
    const body = { source_key: sourceKey, key: keyOf("p5"), is_archive: 1 };
    expect([method, path, json]).toEqual(["PATCH", "/profile/indexing/archive", body]);
    expectNoViolations(fetch);
  });

  // With 400, HrFlow.ai says that the profile does not exist: there is nothing to archive, and the run succeeds.
  const cases = contractCases(document, endpoints("/profile/indexing/archive")).filter(({ status }) => status !== 400);

  it.each(cases)("$method $path: $status is a failure of that profile", async ({ method, path, status }) => {
    fetch.prefer({ method, path, code: status });
    const { result } = await archive();
    expect(result).toMatchObject({
      status: "success_with_failures",
      events: { write_success: 5, write_failure: 1 },
      failures: [{ stage: "write", error: { status } }],
      archiving: { archived: 0 },
    });
    expectNoViolations(fetch);
  });

  it("archives nothing if the source cannot be listed", async () => {
    fetch.prefer({ method: "GET", path: "/storing/profiles", code: 403 });
    const skipped = "the live records of the target could not be listed";
    expect((await archive()).result).toMatchObject({ archiving: { archived: 0, skipped } });
    expect(fetch.exchanges.filter(({ method }) => method === "PATCH")).toEqual([]);
    expectNoViolations(fetch);
  });
});
