import type { Fetch } from "@hrflow-connectors/core";
import { crashAt, endTurns } from "@hrflow-connectors/testing/fakes";
import { describe, expect, it } from "vitest";
import { createFakes, type FakeSettings, passWaits, pushToFakes } from "./__fixtures__/fakes";

passWaits();

/** Runs a push in a process that dies at the point, or ends with a result. */
async function runUntil(point: number, fakes: ReturnType<typeof createFakes>) {
  const crash = crashAt(point, fakes);
  return Promise.race([pushToFakes(crash), crash.died]);
}

const scenarios: [string, FakeSettings][] = [
  ["with a resume", { extension: ".pdf", postings: ["one"] }],
  ["with a file that follows the create", { extension: ".odt" }],
  ["without an e-mail", { extension: ".pdf", info: { full_name: "Ada" } as never }],
  ["for several postings", { extension: ".pdf", postings: ["one", "two", "three"] }],
];

describe("a push whose process is killed at any moment, and that is run again", () => {
  it.each(scenarios)("leaves one complete opportunity per posting: %s", async (_, scenario) => {
    const expected = Math.max(1, scenario.postings?.length ?? 0);
    let points = 0;
    for (let point = 1; ; point++) {
      const fakes = createFakes(scenario);
      const first = await runUntil(point, fakes);
      const second = first === "died" ? await runUntil(Number.POSITIVE_INFINITY, fakes) : first;
      const { opportunities, resumes, files } = fakes.vendor.state;

      expect(second, `killed at moment ${point}`).toMatchObject({ status: "success", failures: [] });
      expect(opportunities.length, `killed at moment ${point}`).toBe(expected);
      expect(new Set(opportunities.map(({ contact }) => contact)).size).toBe(1);
      for (const { id } of opportunities) {
        const attached = [...resumes, ...files].filter(({ opportunity }) => opportunity === id);
        expect(attached.length, `killed at moment ${point}`).toBe(1);
      }
      points = point;
      if (first !== "died") break;
    }
    expect(points).toBeGreaterThan(10);
  });
});

it("adopts what a request creates after its process died", async () => {
  const fakes = createFakes({ extension: ".pdf", postings: ["one"] });
  const never = new Promise<never>(() => {});
  let create: Request | undefined;
  const dying: Fetch = async (request) => {
    if (request.method !== "POST") return fakes.fetch(request);
    const { url, method, headers } = request;
    create = new Request(url, { method, headers, body: await request.arrayBuffer() });
    return never;
  };
  void pushToFakes({ fetch: dying, store: { ...fakes.store } });
  await expect.poll(() => create).toBeDefined();
  expect(fakes.vendor.state.opportunities).toEqual([]);
  endTurns();

  /** Lets the create arrive right after the first lookup for its opportunity. */
  const passing: Fetch = async (request) => {
    const response = await fakes.fetch(request);
    const arriving = create;
    const isLookup = request.method === "GET" && new URL(request.url).pathname === "/v1/opportunities";
    if (arriving && isLookup) {
      create = undefined;
      expect((await fakes.fetch(arriving)).status).toBe(201);
    }
    return response;
  };
  const result = await pushToFakes({ fetch: passing, store: fakes.store });
  const { opportunities, resumes } = fakes.vendor.state;
  expect(result).toMatchObject({ status: "success", receipts: [{ id: opportunities[0]?.id }] });
  expect([opportunities.length, resumes.length]).toEqual([1, 1]);
});
