import { describe, expect, it, vi } from "vitest";
import { runAcme } from "../__fixtures__/acme";
import { createDeferred, flushPromises } from "../__fixtures__/deferred";
import type { Store } from "../contract/shared";
import { withLock } from "./lock";
import { copyOf, isPlainData } from "./plain-data";
import { createMemoryStore, sha256 } from "./state";

type Lock = NonNullable<Store["lock"]>;

/** A store whose lock another process holds until it releases it, and that ignores the signal. */
function createHeldStore() {
  const free = createDeferred();
  const log: string[] = [];
  const lock: Lock = async () => {
    log.push("waiting");
    await free.promise;
    log.push("locked");
    return () => void log.push("released");
  };
  return { store: { ...createMemoryStore(), lock }, log, release: () => free.resolve() };
}

const stopped = { code: "aborted", message: "the run was stopped while it waited for another one" };

describe("a run that is stopped while another process holds the store's lock", () => {
  it("ends the wait at once, does no work, and releases a lock that is granted later", async () => {
    const { store, log, release } = createHeldStore();
    const controller = new AbortController();
    const work = async () => void log.push("work");
    const waiting = expect(withLock(store, "key", work, controller.signal)).rejects.toMatchObject(stopped);
    await flushPromises();
    controller.abort();
    await waiting;
    expect(log).toEqual(["waiting"]);
    release();
    await flushPromises();
    expect(log).toEqual(["waiting", "locked", "released"]);
  });

  it("leaves other runs of this process waiting for it", async () => {
    const { store, log, release } = createHeldStore();
    const controller = new AbortController();
    const first = expect(withLock(store, "key", async () => {}, controller.signal)).rejects.toMatchObject(stopped);
    const second = withLock(store, "key", async () => void log.push("work"));
    await flushPromises();
    controller.abort();
    await first;
    release();
    await second;
    expect(log).toEqual(["waiting", "locked", "released", "waiting", "locked", "work", "released"]);
  });

  it("gives the store the signal, so that it can end the wait itself", async () => {
    const controller = new AbortController();
    const lock: Lock = (_key, _ttlMs, signal) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const store = { ...createMemoryStore(), lock };
    const waiting = expect(withLock(store, "key", async () => {}, controller.signal)).rejects.toMatchObject(stopped);
    await flushPromises();
    controller.abort(new Error("a reason of the caller's"));
    await waiting;
    // The next one is not blocked.
    await withLock(createMemoryStore(), "key", async () => {});
  });

  it("does not wait for the lock if it is stopped before its turn", async () => {
    const { store, log } = createHeldStore();
    const before = createDeferred();
    const first = withLock(createMemoryStore(), "key", () => before.promise);
    const controller = new AbortController();
    const second = expect(withLock(store, "key", async () => {}, controller.signal)).rejects.toMatchObject(stopped);
    controller.abort();
    await second;
    before.resolve();
    await first;
    await flushPromises();
    expect(log).toEqual([]);
  });

  it("ends within a second and reads nothing", async () => {
    vi.useFakeTimers();
    const { store, log, release } = createHeldStore();
    const controller = new AbortController();
    const run = runAcme({}, { readMode: "incremental" }, { store, signal: controller.signal });
    await vi.advanceTimersByTimeAsync(10_000);
    controller.abort();
    let result: unknown;
    void run.then((outcome) => {
      result = outcome.result;
    });
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 0 } });
    release();
    await flushPromises();
    expect(log).toEqual(["waiting", "locked", "released"]);
  });
});

describe("a hash", () => {
  const texts = ["", "Ada", "İ\u0301 \u{1f600} \ud800", "x".repeat(100_000)];

  it("is computed at once where the platform can", async () => {
    const digest = vi.spyOn(crypto.subtle, "digest");
    expect(await sha256("Ada")).toBe("99a563ab2f6e21e96998f9fddd2a2bab82b70ac019579502b8d7fc0032ff62bb");
    expect(digest).not.toHaveBeenCalled();
  });

  it.each([
    ["a browser", undefined],
    ["a Node that cannot give its modules", {}],
    ["an edge runtime without the module", { getBuiltinModule: () => undefined }],
  ])("is the same in %s", async (_, process) => {
    const expected = await Promise.all(texts.map(sha256));
    const digest = vi.spyOn(crypto.subtle, "digest");
    vi.stubGlobal("process", process);
    const found = await Promise.all(texts.map(sha256)).finally(() => vi.unstubAllGlobals());
    expect(digest).toHaveBeenCalledTimes(texts.length);
    expect(found).toEqual(expected);
  });
});

describe("a copy of plain data", () => {
  const plain = JSON.parse('{"a":[1,null,{"b":"text","__proto__":{"own":[true]}}],"c":{}}');
  const cycle: { self?: unknown } = {};
  cycle.self = [cycle];

  it("is equal to it and shares nothing with it", () => {
    const copy = copyOf(plain);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(plain));
    const isShared = (a: unknown, b: unknown): boolean =>
      typeof a === "object" &&
      a !== null &&
      (a === b || Object.keys(a).some((key) => isShared(a[key as never], (b as never)[key])));
    expect(isShared(copy, plain)).toBe(false);
  });

  it("keeps a property called __proto__ as one of its own, which can be changed", () => {
    const copy = copyOf(plain).a[2];
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(copy, "__proto__")).toMatchObject({ writable: true, configurable: true });
  });

  it("contains a value twice where the data does", () => {
    const address = { city: "Paris" };
    expect(copyOf({ home: address, work: address })).toEqual({ home: address, work: address });
  });

  it.each([
    ["a date", { at: new Date(0) }],
    ["a map", [new Map()]],
    ["a function", { call: () => 1 }],
    ["a number that JSON lacks", [Number.NaN]],
    ["a big integer", { id: 1n }],
    ["an object within itself", cycle],
  ])("is not taken of data with %s", (_, value) => {
    expect(isPlainData(value)).toBe(false);
    expect(copyOf(value)).toBe(value);
  });
});
