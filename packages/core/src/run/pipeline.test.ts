import { describe, expect, it, vi } from "vitest";
import { type AcmeReadContext, type Candidate, people, person, runAcme, stream } from "../__fixtures__/acme";
import { createDeferred, flushPromises } from "../__fixtures__/deferred";
import { oauthSettings } from "../__fixtures__/oauth";
import { ApiCallError, PartialWriteError } from "../errors";

const oauth = { type: "oauth", ...oauthSettings() } as const;
const refused = () => new ApiCallError({ method: "POST", url: "https://acme.example", status: 401 });

describe("streaming", () => {
  it("writes an item while later ones are still being read", async () => {
    const [firstWritten, secondPage] = [createDeferred(), createDeferred()];
    async function* read() {
      yield person(0);
      await secondPage.promise;
      yield person(1);
    }
    const write = async ({ name }: Candidate) => {
      if (name === "p0") firstWritten.resolve();
      return { id: name };
    };
    const run = runAcme({ read, write });
    await firstWritten.promise;
    secondPage.resolve();
    const { result, events } = await run;
    expect(result.events.write_success).toBe(2);
    const order = events.flatMap(({ type }) => (type.startsWith("item.") ? [type] : []));
    expect(order).toEqual(["item.read", "item.written", "item.read", "item.written"]);
  });

  it("passes on how many items the origin says that there are, before the first of them", async () => {
    async function* read({ total }: AcmeReadContext) {
      total(2);
      yield* people(2);
    }
    const { events } = await runAcme({ read });
    const told = events.filter(({ type }) => type === "read.total" || type === "item.read");
    expect(told).toMatchObject([{ type: "read.total", total: 2, workflowId: "workflow" }, { type: "item.read" }, {}]);
  });

  it("begins while the target requests its token", async () => {
    const readBegun = createDeferred();
    async function* read() {
      readBegun.resolve();
      yield* people(3);
    }
    const fetch = async () => {
      await readBegun.promise;
      return Response.json({ access_token: "token-1", token_type: "Bearer" });
    };
    const { result } = await runAcme({ read, auth: () => oauth }, {}, { fetch });
    expect(result).toMatchObject({ status: "success", events: { read_success: 3, write_success: 3 } });
  });

  it("waits for the target where a code would be spent", async () => {
    const order: string[] = [];
    async function* read() {
      order.push("read");
      yield* people(1);
    }
    const fetch = async () => {
      order.push("token");
      return Response.json({ error: "invalid_client" }, { status: 401 });
    };
    const settings = { read, auth: () => oauth, originAuth: () => oauth };
    expect((await runAcme(settings, {}, { fetch })).result).toMatchObject({
      status: "fatal",
      failures: [{ stage: "open" }],
    });
    expect(order).toEqual(["token"]);
  });

  it("is given up if the token is refused", async () => {
    const [readBegun, cleaned] = [createDeferred<AbortSignal>(), createDeferred()];
    async function* read({ signal }: { signal: AbortSignal }) {
      try {
        yield person(0);
        readBegun.resolve(signal);
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      } finally {
        cleaned.resolve();
      }
    }
    const fetch = async () => {
      await readBegun.promise;
      return Response.json({ error: "invalid_client" }, { status: 401 });
    };
    const settings = { read: read as never, auth: () => oauth, concurrency: 2 };
    const { result } = await runAcme(settings, {}, { fetch });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { read_success: 0 } });
    expect(result.failures).toMatchObject([{ stage: "open", error: { status: 401 } }]);
    expect((await readBegun.promise).aborted).toBe(true);
    await cleaned.promise;
  });

  it.each([1, 3])("reads at most concurrency * 2 items ahead of the writer (concurrency %i)", async (concurrency) => {
    let [pulled, written, furthest, atOnce, most] = [0, 0, 0, 0, 0];
    function* counted() {
      for (const item of people(60)) {
        pulled++;
        furthest = Math.max(furthest, pulled - written);
        yield item;
      }
    }
    const write = async ({ name }: Candidate) => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 2));
      atOnce--;
      written++;
      return { id: name };
    };
    const { result } = await runAcme({ read: () => stream(counted()), write, concurrency });
    expect(result.events.write_success).toBe(60);
    expect(furthest).toBeLessThanOrEqual(concurrency * 2);
    expect(most).toBe(concurrency);
  });

  it("pulls nothing more while every writer is busy", async () => {
    let pulled = 0;
    const held = createDeferred<{ id: string }>();
    function* counted() {
      for (const item of people(100)) {
        pulled++;
        yield item;
      }
    }
    const run = runAcme({ read: () => stream(counted()), write: () => held.promise, concurrency: 2 });
    await vi.waitFor(() => expect(pulled).toBe(4), { timeout: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pulled).toBe(4);
    held.resolve({ id: "x" });
    expect((await run).result.events.write_success).toBe(100);
  });

  it("never pulls two items at once from the origin", async () => {
    let [pulling, most] = [0, 0];
    const items = people(12);
    const read = () => ({
      [Symbol.asyncIterator]: () => ({
        async next() {
          most = Math.max(most, ++pulling);
          await flushPromises();
          pulling--;
          const value = items.shift();
          return value ? { done: false as const, value } : { done: true as const, value: undefined };
        },
      }),
    });
    const { result } = await runAcme({ read, concurrency: 4 });
    expect([result.events.write_success, most]).toEqual([12, 1]);
  });
});

describe("an error costs its own item alone", () => {
  it("if a write throws, the failure names the item", async () => {
    const write = async ({ name }: Candidate) => {
      if (name === "p1") throw new ApiCallError({ method: "POST", url: "https://acme.example/c", status: 422 });
      return { id: name };
    };
    const { result } = await runAcme({ write });
    expect(result).toMatchObject({ status: "success_with_failures", events: { write_success: 2, write_failure: 1 } });
    expect(result.receipts.map(({ id }) => id)).toEqual(["p0", "p2"]);
    expect(result.failures).toEqual([
      {
        stage: "write",
        reference: "p1",
        error: {
          code: "validation_failed",
          message: "POST https://acme.example/c responded with 422: no message",
          status: 422,
          retryable: false,
        },
      },
    ]);
  });

  it("if a format returns nothing, it is a format failure", async () => {
    const format = () => undefined as unknown as Candidate;
    const { result } = await runAcme({}, { format });
    expect(result).toMatchObject({ status: "fatal", reason: "format_failure", events: { format_failure: 3 } });
    expect(result.failures[0]?.error).toMatchObject({
      code: "invalid_item",
      message: "format returned nothing: only a logic may discard an item",
    });
  });

  it("if a read throws after some items, these go on and one failure is counted", async () => {
    const { result } = await runAcme({ read: () => stream(people(4), new Error("page 2 broke")), concurrency: 3 });
    expect(result).toMatchObject({
      status: "success_with_failures",
      reason: "",
      events: { read_success: 4, read_failure: 1, write_success: 4 },
    });
    expect(result.failures.map(({ stage, error }) => [stage, error.message])).toEqual([["read", "page 2 broke"]]);
  });

  it("if a write is partial, its receipts stay and one failure is counted", async () => {
    const write = async ({ name }: Candidate) => {
      if (name !== "p1") return [{ id: `${name}a` }, { id: `${name}b`, url: "https://acme.example/b" }];
      throw new PartialWriteError("one of two", { receipts: [{ id: "p1a" }], cause: new Error("second broke") });
    };
    const { result } = await runAcme({ write });
    expect(result.events).toMatchObject({ write_success: 2, write_failure: 1 });
    expect(result.receipts).toContainEqual({ reference: "p1", id: "p1a" });
    expect(result.receipts).toContainEqual({ reference: "p0", id: "p0b", url: "https://acme.example/b" });
    expect(result.receipts).toHaveLength(5);
    expect(result.failures[0]).toMatchObject({ reference: "p1", error: { code: "partial_write" } });
  });
});

describe("a refused credential", () => {
  it.each([
    ["of a call", refused],
    ["as the cause of a partial write", () => new PartialWriteError("", { receipts: [], cause: refused() })],
  ])("%s stops the reading", async (_, createError) => {
    let pulled = 0;
    let cleaned = false;
    async function* read() {
      try {
        for (const item of people(100)) {
          pulled++;
          yield item;
        }
      } finally {
        cleaned = true;
      }
    }
    const write = async () => {
      throw createError();
    };
    const { result } = await runAcme({ read, write });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
    expect(result.events.write_failure).toBe(1);
    expect(pulled).toBeLessThanOrEqual(3);
    expect(cleaned).toBe(true);
  });

  it("keeps the receipts of what was written before", async () => {
    const write = async ({ name }: Candidate) => {
      if (name === "p1") throw refused();
      return { id: name };
    };
    const { result } = await runAcme({ read: () => stream(people(50)), write });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "" });
    expect(result.events).toMatchObject({ read_success: 2, write_success: 1, write_failure: 1 });
  });

  it("is not a 403 on one item, which costs that item alone", async () => {
    const write = async ({ name }: Candidate) => {
      if (name === "p0") throw new ApiCallError({ method: "POST", url: "https://acme.example", status: 403 });
      return { id: name };
    };
    expect((await runAcme({ write })).result.events).toMatchObject({ read_success: 3, write_success: 2 });
  });
});

describe("format and logics", () => {
  it("are applied in order, sync or async, the user's format first", async () => {
    const names: string[] = [];
    const { result } = await runAcme(
      { write: async ({ name }) => ({ id: String(names.push(name)) }) },
      {
        format: async ({ reference }) => ({ name: `${reference}!` }),
        logics: [
          (item) => ({ name: `${item.name}1` }),
          async (item) => (item.name.startsWith("p1") ? null : { name: `${item.name}2` }),
        ],
      },
    );
    expect(names).toEqual(["p0!12", "p2!12"]);
    expect(result.events).toMatchObject({ logics_discard: 1, write_success: 2 });
  });

  it("stop at the first logic that discards", async () => {
    const later = vi.fn();
    await runAcme({}, { logics: [() => null, later] });
    expect(later).not.toHaveBeenCalled();
  });
});

it("lists at most 1,000 receipts and failures of 5,000 items, and counts all", async () => {
  const write = async ({ name }: Candidate) => {
    if (Number(name.slice(1)) % 2 === 0) throw new Error("even");
    return { id: name };
  };
  const { result } = await runAcme({ read: () => stream(people(5_000)), write, concurrency: 5 });
  expect(result.receipts).toHaveLength(1_000);
  expect(result.failures).toHaveLength(1_000);
  expect(result.events).toMatchObject({ read_success: 5_000, write_success: 2_500, write_failure: 2_500 });
  expect(result.receipts[0]?.reference).toBe("p1");
});
