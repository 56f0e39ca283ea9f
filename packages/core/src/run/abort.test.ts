import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AcmeSettings, type Candidate, people, person, runAcme, stream } from "../__fixtures__/acme";
import { createDeferred, never } from "../__fixtures__/deferred";
import { createRecordingFetch } from "../__fixtures__/recording-fetch";
import type { ActionParameters, RunOptions, WarehouseContext } from "../contract/v1";
import { PartialWriteError } from "../errors";
import { createMemoryStore } from "../store/memory-store";

type Parameters = ActionParameters<ReturnType<typeof person>, Candidate>;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Stops a run after a second, and gives it about one more to end. */
async function stopAfterASecond(
  settings: AcmeSettings,
  parameters: Parameters = {},
  options: RunOptions = {},
  patienceMs = 1_150,
) {
  const controller = new AbortController();
  let ended: Awaited<ReturnType<typeof runAcme>> | undefined;
  const run = runAcme(settings, parameters, { ...options, signal: controller.signal }).then((outcome) => {
    ended = outcome;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ended).toBeUndefined();
  controller.abort();
  await vi.advanceTimersByTimeAsync(patienceMs);
  if (!ended) throw new Error("the run did not end");
  await run;
  return ended.result;
}

async function* hangsAfter(count: number) {
  yield* people(count);
  await never;
}

/** Writes by a request, as a target of the network does. */
async function post({ name }: Candidate, { http }: WarehouseContext) {
  const response = await http.fetch("https://api.acme.example/candidates", { method: "POST", body: name });
  return { id: await response.text() };
}

const hanging = (request: Request) =>
  new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));

it("a run that is stopped before it starts does nothing at all", async () => {
  const { fetch, requests } = createRecordingFetch(new Response("x"));
  let calls = 0;
  const count = async () => void calls++;
  const { result } = await runAcme({ open: count, write: post }, {}, { fetch, signal: AbortSignal.abort() });
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
  expect(result.failures).toMatchObject([{ stage: "open", error: { code: "aborted", retryable: true } }]);
  expect([calls, requests.length]).toEqual([0, 0]);
});

describe("stopped while the target is opened", () => {
  it("reads nothing when the opening hangs", async () => {
    const result = await stopAfterASecond({ open: () => never });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 0 } });
  });

  it("reads nothing when the opening ends all the same", async () => {
    let reads = 0;
    const read = () => {
      reads++;
      return stream(people(2));
    };
    const open = ({ signal }: WarehouseContext) =>
      new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    const result = await stopAfterASecond({ open, read });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
    expect(reads).toBe(0);
  });
});

describe("stopped while reading", () => {
  it("with nothing written is fatal", async () => {
    const result = await stopAfterASecond({ read: () => hangsAfter(0) });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", failures: [] });
  });

  it("with something written is success_with_failures, and the receipts are there", async () => {
    const result = await stopAfterASecond({ read: () => hangsAfter(2), concurrency: 3 });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
    expect(result.receipts.map(({ reference }) => reference)).toEqual(["p0", "p1"]);
    expect(result.events.read_failure).toBe(0);
  });

  it("survives an origin whose iterator cannot be cleaned up", async () => {
    const read = () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => never,
        return: (() => {
          throw new Error("no");
        }) as never,
      }),
    });
    expect(await stopAfterASecond({ read })).toMatchObject({ status: "fatal", reason: "aborted" });
  });
});

describe("stopped in the write", () => {
  it.each([
    ["heeds its signal", hanging],
    ["heeds nothing", () => never],
  ])("with a transport that never answers and %s", async (_, fetch) => {
    const result = await stopAfterASecond({ write: post }, {}, { fetch });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
    expect(result.events).toMatchObject({ read_success: 1, write_failure: 1 });
    expect(result.failures).toMatchObject([{ stage: "write", reference: "p0", error: { code: "aborted" } }]);
  });

  it("lets a create that is in flight finish, so that its receipt is there, and sends no other", async () => {
    const sent: string[] = [];
    const fetch = async (request: Request) => {
      sent.push(await request.text());
      await new Promise((resolve) => setTimeout(resolve, 1_300));
      return new Response("made");
    };
    const result = await stopAfterASecond({ write: post }, {}, { fetch });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
    expect(result.receipts).toEqual([{ reference: "p0", id: "made" }]);
    expect(sent).toEqual(["p0"]);
  });

  it("of the last item's second record is success_with_failures: something was written", async () => {
    const write = async (item: Candidate, context: WarehouseContext) => {
      try {
        return await post(item, context);
      } catch (cause) {
        throw new PartialWriteError("one of two", { receipts: [{ id: "first" }], cause });
      }
    };
    const result = await stopAfterASecond({ read: () => stream(people(1)), write }, {}, { fetch: hanging });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
    expect(result.receipts).toEqual([{ reference: "p0", id: "first" }]);
  });

  it("begins no write for an item whose format ends after the stop", async () => {
    const write = vi.fn(async () => ({ id: "made" }));
    const format = ({ reference }: { reference: string }) =>
      new Promise<Candidate>((resolve) => setTimeout(() => resolve({ name: reference }), 1_300));
    const result = await stopAfterASecond({ read: () => stream(people(1)), write, format });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 1 } });
    expect(write).not.toHaveBeenCalled();
  });

  it("counts as stopped, too, where the writer throws the signal's own reason", async () => {
    const write = (_: Candidate, { signal }: WarehouseContext) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const result = await stopAfterASecond({ read: () => stream(people(1)), write });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
  });
});

describe("a user's function that hangs does not hold the run", () => {
  it.each<[string, Parameters]>([
    ["format", { format: () => never }],
    ["logics", { logics: [() => never] }],
  ])("%s", async (_, parameters) => {
    expect(await stopAfterASecond({}, parameters)).toMatchObject({ status: "fatal", reason: "aborted" });
  });

  it("callback", async () => {
    const result = await stopAfterASecond({}, { callback: () => never });
    expect(result.events).toMatchObject({ write_success: 3, callback_failure: 1 });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "" });
  });

  it("nor does a store that hangs while it saves", async () => {
    const store = { ...createMemoryStore(), setItem: () => never };
    const result = await stopAfterASecond({}, { readMode: "incremental" }, { store });
    expect(result.events.write_success).toBe(3);
  });
});

it("does not wait for each of several hanging parts in turn", async () => {
  const store = { ...createMemoryStore(), setItem: () => never };
  const parameters = { readMode: "incremental", callback: () => never } as const;
  const write = ({ name }: Candidate) => (name === "p1" ? never : Promise.resolve({ id: name }));
  const result = await stopAfterASecond({ write }, parameters, { store }, 1_300);
  expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
});

it("a run that waits for another of its workflow can be stopped", async () => {
  const store = createMemoryStore();
  const held = createDeferred();
  const open = () => held.promise;
  const first = runAcme({ open }, { readMode: "incremental" }, { store });
  const result = await stopAfterASecond({}, { readMode: "incremental" }, { store });
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 0 } });
  held.resolve();
  expect((await first).result.status).toBe("success");
});

it("a signal that comes after the last write changes nothing", async () => {
  const controller = new AbortController();
  const { result } = await runAcme({}, { callback: () => controller.abort() }, { signal: controller.signal });
  expect(result).toMatchObject({ status: "success", events: { write_success: 3, callback_executed: 1 } });
});

it("a stopped incremental run moves the cursor over what was written, and not past what was not", async () => {
  const store = createMemoryStore();
  const write = ({ name }: Candidate) => (name === "p2" ? never : Promise.resolve({ id: name }));
  const result = await stopAfterASecond(
    { read: () => stream(people(9)), write },
    { readMode: "incremental" },
    { store },
  );
  expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
  expect(result.readFrom).toBe(person(1).updatedAt);
});
