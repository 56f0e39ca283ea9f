import { createMemoryStore, type Fetch, type RunOptions } from "@hrflow-connectors/core";
import { shortenWaits } from "@hrflow-connectors/testing";
import { crashAt, createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { byApiKey, originParameters } from "./__fixtures__/lever";
import { lever } from "./lever-connector";

const { apiSecret, apiUser, sourceKey, profileKey } = originParameters;
const many = { requests: 1e6, perMs: 1, burst: 1e6 };
const unlimited = { hrflow: many, lever: many };
const resumeUrl = "https://files.example.com/ada";

interface Scenario {
  extension: string;
  info: object;
  postings: string[];
}

/** Vendors that keep what they made, and a store that outlives the process. */
function createWorld({ extension, info, postings }: Scenario) {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [
      {
        source_key: sourceKey,
        key: profileKey,
        info,
        attachments: [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension }],
        tags: postings.map((value) => ({ name: "lever_posting_id", value })),
      },
    ],
  });
  const vendor = createLeverFake({
    apiKeys: [byApiKey.apiKey],
    postings: postings.map((id) => ({ id })),
  });
  const fetch = joinFakes([hrflow, vendor], { files: { [resumeUrl]: () => new Response("a resume") } });
  return { fetch, store: createMemoryStore(), vendor };
}

type World = ReturnType<typeof createWorld>;

let restoreWaits: () => void;
beforeEach(() => {
  restoreWaits = shortenWaits();
});
afterEach(() => restoreWaits());

/** One process: dies at the point, or ends with a result. */
async function runUntil(point: number, world: World) {
  const crash = crashAt(point, world);
  return Promise.race([push(crash), crash.died]);
}

function push({ fetch, store }: Pick<RunOptions, "fetch" | "store">) {
  return lever.pushProfile(
    { workflowId: "crash", originParameters, targetParameters: { ...byApiKey, performAs: "user-1" } },
    { fetch, store, rateLimits: unlimited },
  );
}

const ada = { full_name: "Ada Example", email: "ada@example.com", phone: "+33600000000" };
const scenarios: [string, Scenario][] = [
  ["with a resume", { extension: ".pdf", info: ada, postings: ["one"] }],
  ["with a file that follows the create", { extension: ".odt", info: ada, postings: [] }],
  ["without an e-mail", { extension: ".pdf", info: { full_name: "Ada" }, postings: [] }],
  ["for several postings", { extension: ".pdf", info: ada, postings: ["one", "two", "three"] }],
];

describe("a process killed at any moment of a push, and started again", () => {
  it.each(scenarios)("leaves one opportunity per posting, with all its parts: %s", async (_, scenario) => {
    const expected = Math.max(1, scenario.postings.length);
    let points = 0;
    for (let point = 1; ; point++) {
      const world = createWorld(scenario);
      const first = await runUntil(point, world);
      const second = first === "died" ? await runUntil(Number.POSITIVE_INFINITY, world) : first;
      const { opportunities: made, resumes, files } = world.vendor.state;

      expect(second, `killed at moment ${point}`).toMatchObject({ status: "success", failures: [] });
      expect(made.length, `killed at moment ${point}`).toBe(expected);
      expect(new Set(made.map(({ contact }) => contact)).size).toBe(1);
      for (const { id } of made) {
        const kept = [...resumes, ...files].filter(({ opportunity }) => opportunity === id);
        expect(kept.length, `killed at moment ${point}`).toBe(1);
      }
      points = point;
      if (first !== "died") break;
    }
    expect(points).toBeGreaterThan(10);
  });
});

it("what a request makes that outlives its process is adopted", async () => {
  const world = createWorld({ extension: ".pdf", info: ada, postings: ["one"] });
  const never = new Promise<never>(() => {});
  let create: Request | undefined;
  const dying: Fetch = async (request) => {
    if (request.method !== "POST") return world.fetch(request);
    const { url, method, headers } = request;
    create = new Request(url, { method, headers, body: await request.arrayBuffer() });
    return never;
  };
  const store = { ...world.store };
  void push({ fetch: dying, store });
  await expect.poll(() => create).toBeDefined();
  expect(world.vendor.state.opportunities).toEqual([]);

  /** It gets through right after the first look for what it makes. */
  const passing: Fetch = async (request) => {
    const response = await world.fetch(request);
    const arriving = create;
    const isLook = request.method === "GET" && new URL(request.url).pathname === "/v1/opportunities";
    if (arriving && isLook) {
      create = undefined;
      expect((await world.fetch(arriving)).status).toBe(201);
    }
    return response;
  };
  const result = await push({ fetch: passing, store: world.store });
  const { opportunities, resumes } = world.vendor.state;
  expect(result).toMatchObject({ status: "success", receipts: [{ id: opportunities[0]?.id }] });
  expect([opportunities.length, resumes.length]).toEqual([1, 1]);
});
