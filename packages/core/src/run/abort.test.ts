import { describe, expect, it, vi } from "vitest";
import {
  type AcmeSettings,
  type AcmeWriteContext,
  type Candidate,
  people,
  person,
  postCandidate,
  runAcme,
  stream,
} from "../__fixtures__/acme";
import { createDeferred, never } from "../__fixtures__/deferred";
import { useFakeTime } from "../__fixtures__/fake-time";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import type { ActionParameters, RunOptions } from "../contract/run";
import type { Store } from "../contract/shared";
import { PartialWriteError } from "../errors";
import { createMemoryStore } from "../state/state";

type Parameters = ActionParameters<ReturnType<typeof person>, Candidate>;

useFakeTime();

/** A store that hangs while the state of the run itself is saved. */
const hangingStore = (): Store => {
  const store = createMemoryStore();
  return { ...store, setItem: (key, value) => (key.includes(":workflow:") ? never : store.setItem(key, value)) };
};

/** Stops a run after a second. Asserts that it ends within about another one. */
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

const hanging = (request: Request) =>
  new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));

it("does nothing if it is stopped before it starts", async () => {
  const { fetch, requests } = createRecordingFetch(new Response("x"));
  let calls = 0;
  const auth = () => {
    calls++;
    return { type: "none" } as const;
  };
  const { result } = await runAcme({ auth, write: postCandidate }, {}, { fetch, signal: AbortSignal.abort() });
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
  expect(result.failures).toMatchObject([{ stage: "open", error: { code: "aborted", retryable: true } }]);
  expect([calls, requests.length]).toEqual([0, 0]);
});

describe("a run that is stopped while the target is opened", () => {
  it("reads nothing if the opening hangs", async () => {
    const result = await stopAfterASecond({ auth: () => never });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 0 } });
  });

  it("reads nothing if the opening still ends", async () => {
    let reads = 0;
    const read = () => {
      reads++;
      return stream(people(2));
    };
    const auth = () => new Promise<{ type: "none" }>((resolve) => setTimeout(() => resolve({ type: "none" }), 1_300));
    const result = await stopAfterASecond({ auth, read });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
    expect(reads).toBe(0);
  });
});

describe("a run that is stopped while it reads", () => {
  it("is fatal if nothing was written", async () => {
    const result = await stopAfterASecond({ read: () => hangsAfter(0) });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", failures: [] });
  });

  it("is success_with_failures if something was written, and keeps the receipts", async () => {
    const result = await stopAfterASecond({ read: () => hangsAfter(2), concurrency: 3 });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
    expect(result.receipts.map(({ reference }) => reference)).toEqual(["p0", "p1"]);
    expect(result.events.read_failure).toBe(0);
  });

  it("ends although the origin's iterator cannot be cleaned up", async () => {
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

describe("a run that is stopped while it writes", () => {
  it.each([
    ["follows its signal", hanging],
    ["ignores its signal", () => never],
  ])("ends although the fetch never responds and %s", async (_, fetch) => {
    const result = await stopAfterASecond({ write: postCandidate }, {}, { fetch });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", receipts: [] });
    expect(result.events).toMatchObject({ read_success: 1, write_failure: 1 });
    expect(result.failures).toMatchObject([{ stage: "write", reference: "p0", error: { code: "aborted" } }]);
  });

  it("lets a create under way finish, keeps its receipt, and sends no other", async () => {
    const sent: string[] = [];
    const fetch = async (request: Request) => {
      sent.push(await request.text());
      await new Promise((resolve) => setTimeout(resolve, 1_300));
      return json({ id: "created" }, 201);
    };
    const result = await stopAfterASecond({ write: postCandidate }, {}, { fetch });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
    expect(result.receipts).toEqual([{ reference: "p0", id: "created" }]);
    expect(sent).toEqual(['{"name":"p0"}']);
  });

  it("is success_with_failures if the last item was partly written", async () => {
    const write = async (item: Candidate, context: AcmeWriteContext) => {
      try {
        return await postCandidate(item, context);
      } catch (cause) {
        throw new PartialWriteError("one of two", { receipts: [{ id: "first" }], cause });
      }
    };
    const result = await stopAfterASecond({ read: () => stream(people(1)), write }, {}, { fetch: hanging });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
    expect(result.receipts).toEqual([{ reference: "p0", id: "first" }]);
  });

  it("writes no item whose format ends after the stop", async () => {
    const write = vi.fn(async () => ({ id: "created" }));
    const format = ({ reference }: { reference: string }) =>
      new Promise<Candidate>((resolve) => setTimeout(() => resolve({ name: reference }), 1_300));
    const result = await stopAfterASecond({ read: () => stream(people(1)), write, format });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 1 } });
    expect(write).not.toHaveBeenCalled();
  });

  it("is aborted also if the writer throws the signal's own reason", async () => {
    const write = (_: Candidate, { signal }: AcmeWriteContext) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const result = await stopAfterASecond({ read: () => stream(people(1)), write });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
  });
});

describe("a run is not held up by a function that hangs", () => {
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

  it("a store that saves the state of the run", async () => {
    const result = await stopAfterASecond({}, { readMode: "incremental" }, { store: hangingStore() });
    expect(result.events.write_success).toBe(3);
  });
});

it("does not wait for several hanging functions one after the other", async () => {
  const store = hangingStore();
  const parameters = { readMode: "incremental", callback: () => never } as const;
  const write = ({ name }: Candidate) => (name === "p1" ? never : Promise.resolve({ id: name }));
  const result = await stopAfterASecond({ write }, parameters, { store }, 1_300);
  expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
});

it("can be stopped while it waits for another run of its workflow", async () => {
  const store = createMemoryStore();
  const held = createDeferred<{ type: "none" }>();
  const auth = () => held.promise;
  const first = runAcme({ auth }, { readMode: "incremental" }, { store });
  const result = await stopAfterASecond({}, { readMode: "incremental" }, { store });
  expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 0 } });
  held.resolve({ type: "none" });
  expect((await first).result.status).toBe("success");
});

it("is not changed by a signal that aborts after the last write", async () => {
  const controller = new AbortController();
  const { result } = await runAcme({}, { callback: () => controller.abort() }, { signal: controller.signal });
  expect(result).toMatchObject({ status: "success", events: { write_success: 3, callback_executed: 1 } });
});

it("moves the cursor over what was written before the stop, and not past what was not", async () => {
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
