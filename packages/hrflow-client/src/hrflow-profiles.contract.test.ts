import { createMemoryStore } from "@hrflow-connectors/core";
import {
  contractCases,
  createMockFetch,
  expectNoViolations,
  loadDocument,
  type Mock,
  type MockFetch,
  shortenWaits,
  startMock,
} from "@hrflow-connectors/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { push, sourceKey } from "./__fixtures__/profile-target";
import { hrflowProfileTarget } from "./warehouses/hrflow-profile-target";
import type { HrflowProfileItem } from "./warehouses/profile-fields";

const document = await loadDocument(new URL("../../../specs/hrflow/openapi.yaml", import.meta.url));
let mock: Mock;
let fetch: MockFetch;
let restoreWaits: () => void;

beforeAll(async () => {
  mock = await startMock({ spec: document });
});
afterAll(() => mock.close());
beforeEach(() => {
  restoreWaits = shortenWaits();
  fetch = createMockFetch({ "https://api.hrflow.ai/v1": mock });
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

const endpoints = hrflowProfileTarget.write.endpoints.filter(({ path }) => path === "/profile/indexing/archive");

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
  const cases = contractCases(document, endpoints).filter(({ status }) => status !== 400);

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
