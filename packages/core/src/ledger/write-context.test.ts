import { describe, expect, it, vi } from "vitest";
import { type AcmeSettings, type AcmeWriteContext, people, runAcme, runOne, stream } from "../__fixtures__/acme";
import { created, failing, keepId, refusal } from "../__fixtures__/delivery";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import type { RunOptions } from "../contract/run";
import { createMemoryStore } from "../state/state";

const url = "https://api.acme.example";

describe("what a writer returns", () => {
  it.each<[unknown, string]>([
    [undefined, "nothing"],
    [null, "null"],
    [{}, "a receipt with no id"],
    ["5", '"5"'],
    [[], "an empty list"],
    [{ id: 5 }, "a receipt with the id 5"],
    [{ id: "" }, 'a receipt with the id ""'],
    [[{ id: "1" }, {}], "a receipt with no id"],
    [[{ id: "1" }, null], "null"],
  ])("is the item's failure for %j, and is not remembered as delivered", async (written, found) => {
    const store = createMemoryStore();
    const result = await runOne(async () => written as { id: string }, { store });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
    expect(result.failures).toMatchObject([
      {
        stage: "write",
        reference: "p0",
        error: {
          code: "configuration",
          message: `write returned ${found}: expected a receipt { id }, with the record's id as text`,
        },
      },
    ]);
    const again = await runOne(async () => ({ id: "1" }), { store });
    expect(again.receipts).toEqual([{ reference: "p0", id: "1" }]);
  });

  it("becomes the receipts, one or several", async () => {
    expect((await runOne(async () => ({ id: "1", url }))).receipts).toEqual([{ reference: "p0", id: "1", url }]);
    const several = await runOne(async () => [{ id: "1" }, { id: "2" }]);
    expect(several.receipts).toEqual([
      { reference: "p0", id: "1" },
      { reference: "p0", id: "2" },
    ]);
  });
});

describe("a warning", () => {
  it("is on the first receipt, or on that of the record it names, once each", async () => {
    const { receipts } = await runOne(async ({ warn }) => {
      warn("a");
      warn("b", "2");
      warn("a");
      warn("c", "unknown");
      return [{ id: "1", warnings: ["own"] }, { id: "2" }];
    });
    expect(receipts).toEqual([
      { reference: "p0", id: "1", warnings: ["own", "a", "c"] },
      { reference: "p0", id: "2", warnings: ["b"] },
    ]);
  });
});

describe("a file from a URL", () => {
  const pdf = new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } });

  it("is downloaded as a File with the type that its bytes show and the extension that fits", async () => {
    const { fetch, requests } = createRecordingFetch(pdf);
    const files: File[] = [];
    await runOne(
      async ({ download }) => {
        files.push(await download({ url: "https://files.example/1?signature=x", fileName: "Ada" }));
        return { id: "1" };
      },
      { fetch },
    );
    expect(files.map(({ name, type, size }) => [name, type, size])).toEqual([["Ada.pdf", "application/pdf", 8]]);
    expect(requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it.each<[string, Response | Error, number]>([
    ["the file is gone", new Response("", { status: 404 }), 0],
    ["the file server is down", new Response("", { status: 500 }), 1],
    ["the file server cannot be reached", new TypeError("fetch failed"), 1],
  ])("is not looked for at the vendor if %s: nothing was sent", async (_, outcome, attempts) => {
    const store = createMemoryStore();
    const find = vi.fn(async () => null);
    const create = vi.fn(async ({ download }: AcmeWriteContext) => ({
      id: (await download({ url: `${url}/cv` })).name,
    }));
    const write = async (context: AcmeWriteContext) => {
      await context.optional("resume", { create: () => create(context), keep: keepId, find });
      return { id: "1" };
    };
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const first = runOne(write, { store, fetch: createRecordingFetch(outcome).fetch });
    const settled = vi.fn();
    first.then(settled, settled);
    while (settled.mock.calls.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    vi.useRealTimers();
    expect((await first).receipts[0]?.warnings).toEqual([expect.stringMatching(/^resume was not added: /)]);
    await runOne(write, { store, fetch: createRecordingFetch(pdf).fetch });
    expect(create).toHaveBeenCalledTimes(1 + attempts);
    expect(find).not.toHaveBeenCalled();
  });

  it("is checked before it is passed on", async () => {
    const { failures } = await runOne(async ({ checkUrl }) => ({
      id: (await checkUrl("http://10.0.0.1/cv.pdf")).href,
    }));
    expect(failures).toMatchObject([{ error: { code: "unsafe_url" } }]);
    const { receipts } = await runOne(
      async ({ checkUrl }) => ({ id: (await checkUrl("https://files.example/1")).href }),
      {
        fetch: createRecordingFetch(json({})).fetch,
      },
    );
    expect(receipts).toMatchObject([{ id: "https://files.example/1" }]);
  });
});

it("logs once per run that deliveries are not remembered without a store", async () => {
  const message = "there is no store to remember deliveries: the same push again creates another record";
  const write = async ({ name }: { name: string }, { step }: AcmeWriteContext) => step("record", created(name));
  const messages = async (options: RunOptions) =>
    (await runAcme({ write }, {}, options)).lines.map((line) => line.message);
  expect((await messages({})).filter((line) => line === message)).toHaveLength(1);
  expect(await messages({ store: createMemoryStore() })).not.toContain(message);
});

it("gives a writer the time of the item's first attempt, its reference and its parameters", async () => {
  const store = createMemoryStore();
  const seen: unknown[] = [];
  const write = (isUp: boolean) => async (context: AcmeWriteContext) => {
    const { startedAt, reference, parameters } = context;
    seen.push({ startedAt, reference, performAs: parameters.performAs });
    await context.step("record", isUp ? created("1") : failing(refusal(503)));
    return { id: "1" };
  };
  const before = Date.now();
  await runOne(write(false), { store });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await runOne(write(true), { store });
  expect(seen[0]).toMatchObject({ reference: "p0", performAs: "user-1" });
  expect((seen[0] as { startedAt: number }).startedAt).toBeGreaterThanOrEqual(before);
  expect(seen[1]).toEqual(seen[0]);
});

it("ends a writer's sleep when the run is stopped", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  const result = await runOne(
    async ({ sleep }) => {
      await sleep(60_000);
      return { id: "1" };
    },
    { signal: controller.signal },
  );
  expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
  expect(result.failures).toMatchObject([
    { error: { code: "aborted", message: "the run was stopped while a writer waited" } },
  ]);
});

it.each([
  [{}, []],
  [{ ownTags: ["acme_stage"] }, ["acme_stage"]],
])("tells a writer, and the plan of a dry run, the tags of the action's format: %j", async (settings, expected) => {
  const told: (readonly string[])[] = [];
  const note = <Result>(result: Result, { ownTags }: { ownTags: readonly string[] }) => {
    told.push(ownTags);
    return result;
  };
  const acme: AcmeSettings = {
    ...{ ...settings, read: () => stream(people(1)) },
    write: async (_, context) => note({ id: "1" }, context),
    plan: async (item, context) => note({ action: "create", item }, context),
  };
  await runAcme(acme);
  await runAcme(acme, { dryRun: true });
  expect(told).toEqual([expected, expected]);
});
