import { readFile } from "node:fs/promises";
import { createMemoryStore } from "@hrflow-connectors/core";
import { createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { expect, it, vi } from "vitest";
import { pushAll } from "./push-many";

const source_key = "...";

it("the example of the README pushes each profile once, and names those that it could not push", async () => {
  const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
  const person = (key: string) => ({
    key,
    reference: key,
    source_key,
    source: {},
    info: { full_name: `Ada ${key}`, email: `${key}@example.com` },
  });
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: "ask_...", userEmail: "ada@example.com" }],
    sources: [source_key],
    profiles: keys.map(person),
  });
  const lever = createLeverFake({ apiKeys: ["..."] });
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  const network = joinFakes([hrflow, lever]);
  const fetch = async (request: Request) => {
    const isRefused = request.method === "POST" && (await request.clone().text()).includes("key-7@example.com");
    return isRefused ? Response.json({ message: "no" }, { status: 422 }) : network(request);
  };
  const options = { fetch, store: createMemoryStore(), rateLimits: fast };
  await pushAll(keys, options);
  await pushAll(keys, options);
  expect(lever.state.opportunities.length).toBe(29);
  expect(errors.mock.calls.map(([key]) => key)).toEqual(["key-7", "key-7"]);
});

const limit = { requests: 10_000, perMs: 1_000, burst: 10_000 };
const fast = { hrflow: limit, lever: limit };

it("the example is the one of the README", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, shown] = /^```ts push-many\.ts\n(.*?)^```$/ms.exec(readme) ?? [];
  expect(shown).toBe(await readFile(new URL("./push-many.ts", import.meta.url), "utf8"));
});
