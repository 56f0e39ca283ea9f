import { describe, expect, it, vi } from "vitest";
import { runAcme } from "../__fixtures__/acme";
import { createDeferred, settled } from "../__fixtures__/deferred";
import type { Store } from "../contract/v1";
import { createMemoryStore } from "./memory-store";
import { withLock } from "./with-lock";

type Lock = NonNullable<Store["lock"]>;

/** A store whose lock somebody else holds until it is let go, and that does not heed the signal. */
function createHeldStore() {
  const free = createDeferred();
  const log: string[] = [];
  const lock: Lock = async () => {
    log.push("waiting");
    await free.promise;
    log.push("locked");
    return () => void log.push("released");
  };
  return { store: { ...createMemoryStore(), lock }, log, letGo: () => free.resolve() };
}

const stopped = { code: "aborted", message: "the run was stopped while it waited for another one" };

describe("stopped while another process holds the store's lock", () => {
  it("ends the wait at once, does no work, and releases a lock that comes later at once", async () => {
    const { store, log, letGo } = createHeldStore();
    const controller = new AbortController();
    const work = async () => void log.push("work");
    const waiting = expect(withLock(store, store, "key", work, controller.signal)).rejects.toMatchObject(stopped);
    await settled();
    controller.abort();
    await waiting;
    expect(log).toEqual(["waiting"]);
    letGo();
    await settled();
    expect(log).toEqual(["waiting", "locked", "released"]);
  });

  it("leaves the others of this process waiting for it", async () => {
    const { store, log, letGo } = createHeldStore();
    const controller = new AbortController();
    const first = expect(withLock(store, store, "key", async () => {}, controller.signal)).rejects.toMatchObject(
      stopped,
    );
    const second = withLock(store, store, "key", async () => void log.push("work"));
    await settled();
    controller.abort();
    await first;
    letGo();
    await second;
    expect(log).toEqual(["waiting", "locked", "released", "waiting", "locked", "work", "released"]);
  });

  it("tells the store, for one that can end the wait itself", async () => {
    const controller = new AbortController();
    const lock: Lock = (_key, _ttlMs, signal) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const store = { ...createMemoryStore(), lock };
    const waiting = expect(withLock(store, store, "key", async () => {}, controller.signal)).rejects.toMatchObject(
      stopped,
    );
    await settled();
    controller.abort(new Error("a reason of the caller's"));
    await waiting;
    // Nothing of it is in the way of the next.
    await withLock(store, createMemoryStore(), "key", async () => {});
  });

  it("does not begin to wait when it is stopped before its turn", async () => {
    const { store, log } = createHeldStore();
    const before = createDeferred();
    const first = withLock(store, createMemoryStore(), "key", () => before.promise);
    const controller = new AbortController();
    const second = expect(withLock(store, store, "key", async () => {}, controller.signal)).rejects.toMatchObject(
      stopped,
    );
    controller.abort();
    await second;
    before.resolve();
    await first;
    await settled();
    expect(log).toEqual([]);
  });

  it("a run ends within a second, having read nothing", async () => {
    vi.useFakeTimers();
    const { store, log, letGo } = createHeldStore();
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
    letGo();
    await settled();
    expect(log).toEqual(["waiting", "locked", "released"]);
  });
});
