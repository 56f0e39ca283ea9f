import type { RateWindow, Turn } from "@hrflow-connectors/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryServer, finish } from "./__fixtures__/memory-server";
import { createAccountState, grant } from "./account-state";

const slow = { requests: 10, perMs: 1_000, burst: 1 };
const bursty = { requests: 10, perMs: 1_000, burst: 20 };
const window: RateWindow = { windowMs: 30_000, limit: 50, headers: { limit: "x-limit", remaining: "x-remaining" } };

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] }));
afterEach(() => void vi.useRealTimers());

type Machine = ReturnType<ReturnType<typeof createMemoryServer>["createMachine"]>;

/** Asks for turns at once, and records who got one, in order, with the time. */
function createLog() {
  const startedAt = performance.now();
  const entries: { run: string; at: number }[] = [];
  const turns: Turn[] = [];
  return {
    entries,
    turns,
    ask(machine: Machine, run: string, count: number, { isDone = true } = {}) {
      for (let index = 0; index < count; index++) {
        void machine.take(run).then((turn) => {
          entries.push({ run, at: performance.now() - startedAt });
          turns.push(turn);
          if (isDone) finish([turn]);
        });
      }
    },
  };
}

describe("machines that share a bucket", () => {
  it("never send more than it allows together, and use all of it", async () => {
    const server = createMemoryServer();
    const log = createLog();
    for (const run of ["a", "b", "c", "d"]) log.ask(server.createMachine(bursty), run, 100);
    await vi.advanceTimersByTimeAsync(30_000);
    for (const [first, { at: from }] of log.entries.entries()) {
      for (const [offset, { at }] of log.entries.slice(first).entries()) {
        expect(offset + 1).toBeLessThanOrEqual(20 + (at - from) / 100 + 0.1);
      }
    }
    expect(log.entries.length).toBeGreaterThanOrEqual(0.99 * (20 + 300));
  });

  it("let their runs take turns, however many requests each has", async () => {
    const server = createMemoryServer();
    const log = createLog();
    const [one, two] = [server.createMachine(slow), server.createMachine(slow)];
    log.ask(one, "large", 30);
    await vi.advanceTimersByTimeAsync(1_000);
    log.ask(two, "small", 5);
    log.ask(one, "third", 5);
    await vi.advanceTimersByTimeAsync(1_700);
    const since = log.entries.filter(({ at }) => at > 1_010).map(({ run }) => run);
    for (const run of ["large", "small", "third"]) {
      expect(since.slice(0, 15).filter((other) => other === run).length, run).toBeGreaterThanOrEqual(4);
    }
  });

  it("let a run go ahead of another one only if enough is left for both", () => {
    for (const [burst, expected] of [
      [1, 0],
      [2, 1],
    ] as const) {
      const state = createAccountState({ ...slow, burst }, 0);
      state.line = [{ run: "first", until: 4_000 }];
      expect(grant(state, 1, "machine", new Map([["second", 5]]))).toHaveLength(expected);
    }
  });

  it("send a retry before the other requests of its run", async () => {
    const machine = createMemoryServer().createMachine(slow);
    finish([await settle(machine.take("a"))]);
    const order: string[] = [];
    void machine.take("a").then(() => order.push("first"));
    void machine.take("a", { isRetry: true }).then(() => order.push("retry"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(order).toEqual(["retry", "first"]);
  });

  it("keep what was spent when the rule changes, however often", async () => {
    const server = createMemoryServer();
    const machine = server.createMachine(bursty);
    const log = createLog();
    log.ask(machine, "a", 20);
    await vi.advanceTimersByTimeAsync(50);
    expect(log.entries).toHaveLength(20);
    for (const burst of [5, 40, 5, 20]) {
      void machine.take("a", { newRule: { ...bursty, burst } }).then((turn) => finish([turn]));
    }
    log.ask(server.createMachine({ ...bursty, burst: 19 }), "b", 20);
    await vi.advanceTimersByTimeAsync(50);
    expect(log.entries.length).toBeLessThanOrEqual(21);
  });
});

describe("a 429", () => {
  it("holds back every machine until the pause ends", async () => {
    const server = createMemoryServer();
    const [one, two] = [server.createMachine(bursty), server.createMachine(bursty)];
    const turn = await settle(one.take("a"));
    finish([turn], 429);
    turn.pause(7_000, true);
    expect(turn.refusals()).toBe(1);
    const log = createLog();
    await vi.advanceTimersByTimeAsync(10);
    log.ask(two, "b", 1);
    await vi.advanceTimersByTimeAsync(6_900);
    expect(log.entries).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(log.entries).toHaveLength(1);
    expect(two.waits[0]).toBeGreaterThan(6_900);
  });

  it("holds back a machine that waits already", async () => {
    const server = createMemoryServer();
    const [one, two] = [
      server.createMachine({ ...slow, perMs: 20_000 }),
      server.createMachine({ ...slow, perMs: 20_000 }),
    ];
    const turn = await settle(one.take("a"));
    const log = createLog();
    log.ask(two, "b", 1);
    await vi.advanceTimersByTimeAsync(1_000);
    finish([turn], 429);
    turn.pause(60_000, false);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(log.entries).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(log.entries).toHaveLength(1);
  });

  it("is counted once for requests that were under way together, until a request is accepted", async () => {
    const server = createMemoryServer();
    const [one, two] = [server.createMachine(bursty), server.createMachine(bursty)];
    const turns = await settle(Promise.all([one.take("a"), one.take("a"), two.take("b")]));
    finish(turns, 429);
    await vi.advanceTimersByTimeAsync(100);
    const next = await settle(two.take("b"));
    expect(next.refusals()).toBe(1);
    finish([next], 429);
    expect(next.refusals()).toBe(2);
    await vi.advanceTimersByTimeAsync(100);
    finish([await settle(one.take("a"))]);
    await vi.advanceTimersByTimeAsync(100);
    expect((await settle(two.take("b"))).refusals()).toBe(0);
  });
});

describe("machines that share a window", () => {
  it("learn from each other's responses how much is left", async () => {
    const server = createMemoryServer();
    const [one, two] = [server.createMachine(window), server.createMachine(window)];
    finish([await settle(one.take("a"))], 200, { "x-limit": "50", "x-remaining": "4" });
    await vi.advanceTimersByTimeAsync(10);
    const log = createLog();
    log.ask(two, "b", 20, { isDone: false });
    await vi.advanceTimersByTimeAsync(20_000);
    // One is kept back, to find out whether the next window has begun.
    expect(log.entries).toHaveLength(3);
    finish(log.turns.splice(0), 200, { "x-limit": "50", "x-remaining": "1" });
    await vi.advanceTimersByTimeAsync(15_000);
    finish(log.turns.splice(0), 200, { "x-limit": "50", "x-remaining": "49" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(log.entries).toHaveLength(20);
  });

  it("count the requests that are under way on others", async () => {
    const server = createMemoryServer();
    const log = createLog();
    for (const run of ["a", "b"]) log.ask(server.createMachine(window), run, 40, { isDone: false });
    await vi.advanceTimersByTimeAsync(25_000);
    expect(log.entries).toHaveLength(49);
  });
});

describe("a machine", () => {
  it("that ends while its requests wait or are under way keeps nobody back for long", async () => {
    const server = createMemoryServer();
    const log = createLog();
    log.ask(server.createMachine(window), "ended", 49, { isDone: false });
    await vi.advanceTimersByTimeAsync(10);
    const text = server.texts.get("acme:account") ?? "";
    const state = JSON.parse(text);
    state.line = [{ run: "ended", until: state.underWay[Object.keys(state.underWay)[0] ?? ""].until - 117_000 }];
    server.texts.set("acme:account", JSON.stringify(state));
    const other = createLog();
    other.ask(server.createMachine(window), "b", 45);
    await vi.advanceTimersByTimeAsync(125_000);
    expect(other.entries).toHaveLength(45);
  });

  it("that is about to end leaves no request under way, once it has told how all ended", async () => {
    const server = createMemoryServer();
    const [one, two] = [server.createMachine(bursty), server.createMachine(bursty)];
    const turns = await settle(Promise.all([one.take("a"), one.take("a"), two.take("b")]));
    for (const turn of turns) finish([turn]);
    await settle(Promise.all([one.flush(), two.flush()]));
    expect(JSON.parse(server.texts.get("acme:account") ?? "").underWay).toEqual({});
  });

  it("whose run is stopped ends the wait at once, and leaves no timer", async () => {
    const server = createMemoryServer();
    const machine = server.createMachine({ requests: 1, perMs: 60_000, burst: 1 });
    finish([await settle(machine.take("a"))]);
    const controller = new AbortController();
    const stopped = expect(machine.take("a", { signal: controller.signal })).rejects.toThrow("stopped");
    await vi.advanceTimersByTimeAsync(500);
    controller.abort(new Error("stopped"));
    await stopped;
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(0);
    await expect(machine.take("a", { signal: controller.signal })).rejects.toThrow("stopped");
  });
});

describe("a server that is away", () => {
  it("lets nothing leave, and after ten seconds fails the requests that wait, which can be tried again", async () => {
    const server = createMemoryServer();
    const machine = server.createMachine(bursty);
    server.setAway(true);
    const failed = expect(machine.take("a")).rejects.toMatchObject({ code: "limiter_unavailable", retryable: true });
    await vi.advanceTimersByTimeAsync(9_900);
    const another = expect(machine.take("a")).rejects.toMatchObject({ code: "limiter_unavailable" });
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all([failed, another]);
    server.setAway(false);
    expect(await settle(machine.take("a"))).toBeDefined();
  });

  it("for a moment delays the requests, and forgets no pause", async () => {
    const server = createMemoryServer();
    const [one, two] = [server.createMachine(bursty), server.createMachine(bursty)];
    const turn = await settle(one.take("a"));
    server.setAway(true);
    finish([turn], 429);
    turn.pause(20_000, true);
    await vi.advanceTimersByTimeAsync(5_000);
    server.setAway(false);
    await vi.advanceTimersByTimeAsync(300);
    const log = createLog();
    log.ask(two, "b", 1);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(log.entries).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(log.entries).toHaveLength(1);
  });

  it.each(["lost call", "lost reply"] as const)("counts a request once after a %s", async (fault) => {
    const server = createMemoryServer();
    const machine = server.createMachine({ requests: 1, perMs: 3_600_000, burst: 2 });
    server.faults.push(fault);
    const log = createLog();
    log.ask(machine, "a", 3, { isDone: false });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(log.entries).toHaveLength(2);
    expect(Object.values(JSON.parse(server.texts.get("acme:account") ?? "").underWay)).toMatchObject([{ count: 2 }]);
  });

  it("keeps a state of another version for those who know it", async () => {
    const server = createMemoryServer();
    server.texts.set("acme:account", '{"version":2}');
    const failed = expect(server.createMachine(bursty).take("a")).rejects.toMatchObject({ code: "configuration" });
    await vi.advanceTimersByTimeAsync(10);
    await failed;
    expect(server.texts.get("acme:account")).toBe('{"version":2}');
  });
});

/** Lets time pass until a promise is settled. */
async function settle<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const done = () => {
    isSettled = true;
  };
  promise.then(done, done);
  for (let ms = 0; !isSettled && ms < 10_000; ms++) await vi.advanceTimersByTimeAsync(1);
  return promise;
}
