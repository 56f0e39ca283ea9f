import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import {
  type AcmeReadContext,
  type AcmeSettings,
  type AcmeWriteContext,
  type Candidate,
  people,
  postCandidate,
  runAcme,
  stream,
} from "./__fixtures__/acme";
import { createDeferred, never } from "./__fixtures__/deferred";
import { useFakeTime } from "./__fixtures__/fake-time";
import { createRecordingFetch } from "./__fixtures__/recording-fetch";
import type { ActionParameters, RunOptions } from "./contract/run";
import { AbortedError, ConfigurationError } from "./errors";
import { createMemoryStore } from "./state/state";
import { Ending, onAbort, withinDeadline } from "./stop";

useFakeTime();

const passed = "the deadline of 1000 ms passed";

type Outcome = Awaited<ReturnType<typeof runAcme>>;
type Parameters = ActionParameters<ReturnType<typeof people>[number], Candidate>;

/** Runs with a deadline of a second. Asserts that the run goes on until then, and that it ends within another one. */
async function runForASecond(settings: AcmeSettings, parameters: Parameters = {}, options: RunOptions = {}) {
  let ended: Outcome | undefined;
  void runAcme(settings, parameters, { deadlineMs: 1_000, ...options }).then((outcome) => {
    ended = outcome;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(ended).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1_001);
  if (!ended) throw new Error("the run did not end");
  expect(vi.getTimerCount()).toBe(0);
  return ended;
}

async function* hangsAfter(count: number) {
  yield* people(count);
  await never;
}

const lastLine = ({ lines }: Outcome) => lines.at(-1)?.message;

describe("a deadline that passes", () => {
  it("ends a read that hangs, keeps the receipts, and is named in the log", async () => {
    const outcome = await runForASecond({ read: () => hangsAfter(2) });
    expect(outcome.result).toMatchObject({ status: "success_with_failures", reason: "aborted", failures: [] });
    expect(outcome.result.receipts.map(({ reference }) => reference)).toEqual(["p0", "p1"]);
    expect(lastLine(outcome)).toBe(`the run ended with success_with_failures: aborted (${passed})`);
  });

  it("with nothing written is fatal", async () => {
    const outcome = await runForASecond({ read: () => hangsAfter(0) });
    expect(outcome.result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_failure: 0 } });
    expect(lastLine(outcome)).toBe(`the run ended with fatal: aborted (${passed})`);
  });

  it("while the target is opened is named in the failure, and nothing is read", async () => {
    const { result } = await runForASecond({ auth: () => never });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 0 } });
    expect(result.failures).toEqual([
      {
        stage: "open",
        reference: null,
        error: { code: "aborted", message: `the run was stopped before this was done: ${passed}`, retryable: true },
      },
    ]);
  });

  it("gives up the request under way, is named in the failure, and sends no other", async () => {
    const { fetch, requests } = createRecordingFetch(() => never);
    const { result } = await runForASecond({ write: postCandidate }, {}, { fetch });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { write_failure: 1 } });
    expect(result.failures).toMatchObject([
      { stage: "write", reference: "p0", error: { code: "aborted", message: expect.stringMatching(`: ${passed}$`) } },
    ]);
    expect(requests).toHaveLength(1);
  });

  it("is the signal's reason, for code that throws it", async () => {
    const write = (_: Candidate, { signal }: AcmeWriteContext) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const { result } = await runForASecond({ read: () => stream(people(1)), write });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
    expect(result.failures).toMatchObject([{ stage: "write", error: { code: "aborted", message: passed } }]);
  });

  it("is not named in what fails for another reason", async () => {
    const write = (_: Candidate, { signal }: AcmeWriteContext) =>
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("broken"))));
    const { result } = await runForASecond({ read: () => stream(people(1)), write });
    expect(result.failures).toMatchObject([{ stage: "write", error: { code: "unexpected", message: "broken" } }]);
  });

  it("ends the wait for another run of the workflow", async () => {
    const store = createMemoryStore();
    const held = createDeferred<{ type: "none" }>();
    const first = runAcme({ auth: () => held.promise }, { readMode: "incremental" }, { store });
    const { result } = await runForASecond({}, { readMode: "incremental" }, { store });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", events: { read_success: 0 } });
    expect(result.failures).toMatchObject([
      { stage: "open", error: { message: `the run was stopped while it waited for another one: ${passed}` } },
    ]);
    held.resolve({ type: "none" });
    expect((await first).result.status).toBe("success");
  });

  it("in the callback leaves the outcome of the run, and is named in the failure", async () => {
    const outcome = await runForASecond({}, { callback: () => never });
    expect(outcome.result).toMatchObject({ status: "success_with_failures", reason: "", events: { write_success: 3 } });
    expect(outcome.result.failures).toMatchObject([
      { stage: "callback", error: { message: expect.stringContaining(passed) } },
    ]);
    expect(lastLine(outcome)).toBe("the run ended with success_with_failures");
  });
});

describe("beside a signal", () => {
  it("the deadline ends the run if it comes first, and does not touch the signal", async () => {
    const controller = new AbortController();
    const outcome = await runForASecond({ read: () => hangsAfter(0) }, {}, { signal: controller.signal });
    expect(lastLine(outcome)).toContain(passed);
    expect(controller.signal.aborted).toBe(false);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("the signal ends the run if it comes first, with its own reason and no mention of the deadline", async () => {
    const controller = new AbortController();
    const reasons: unknown[] = [];
    const read = ({ signal }: AcmeReadContext) => {
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      return hangsAfter(0);
    };
    const reason = new Error("the user left");
    setTimeout(() => controller.abort(reason), 500);
    const run = runAcme({ read, write: postCandidate }, {}, { signal: controller.signal, deadlineMs: 1_000 });
    await vi.advanceTimersByTimeAsync(1_450);
    const outcome = await run;
    expect(outcome.result).toMatchObject({ status: "fatal", reason: "aborted" });
    expect(Date.parse(outcome.result.finishedAt) - Date.parse(outcome.result.startedAt)).toBeLessThan(1_450);
    expect(reasons).toEqual([reason]);
    expect(lastLine(outcome)).toBe("the run ended with fatal: aborted");
    expect(JSON.stringify(outcome)).not.toContain("deadline");
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("nothing begins if the signal has aborted already", async () => {
    const auth = vi.fn();
    const { result } = await runAcme({ auth }, {}, { signal: AbortSignal.abort(), deadlineMs: 1_000 });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
    expect(result.failures).toMatchObject([{ error: { message: "the run was stopped before it began" } }]);
    expect(auth).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("a reason of ours is named as the deadline is", async () => {
    const signal = AbortSignal.abort(new AbortedError("the server shuts down"));
    const { result } = await runAcme({}, {}, { signal });
    expect(result.failures).toMatchObject([
      { error: { message: "the run was stopped before it began: the server shuts down" } },
    ]);
  });
});

describe("a deadline that does not pass", () => {
  it.each([1_000, 0.5, 2_147_483_647, undefined])(
    "of %s leaves no timer, no listener and no trace",
    async (deadlineMs) => {
      const { signal } = new AbortController();
      const outcome = await runAcme({}, {}, { deadlineMs, signal });
      expect(outcome.result).toMatchObject({ status: "success", events: { write_success: 3 } });
      expect(vi.getTimerCount()).toBe(0);
      expect(getEventListeners(signal, "abort")).toHaveLength(0);
      expect(JSON.stringify(outcome)).not.toContain("deadline");
    },
  );

  it("leaves no timer if the parameters are refused", async () => {
    const { result } = await runAcme({}, { readMode: "backwards" as never }, { deadlineMs: 1_000 });
    expect(result.reason).toBe("bad_action_parameters");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer and no listener if the run itself fails", async () => {
    const { signal } = new AbortController();
    const broken = withinDeadline({ signal, deadlineMs: 1_000 }, async () => {
      throw new Error("broken");
    });
    await expect(broken).rejects.toThrow("broken");
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("leaves the other options as they are", async () => {
    const store = createMemoryStore();
    const { result, events } = await runAcme({}, { readMode: "incremental" }, { store, deadlineMs: 1_000 });
    expect(result.status).toBe("success");
    expect(result.readFrom).not.toBeNull();
    expect(events.at(-1)?.type).toBe("run.finished");
  });
});

it.each<[unknown, string]>([
  [0, "0"],
  [-1, "-1"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [2_147_483_648, "2147483648"],
  ["1000", "a string"],
  [null, "null"],
])("a deadline of %s rejects before anything begins", async (deadlineMs, found) => {
  const [onEvent, auth] = [vi.fn(), vi.fn()];
  const run = runAcme({ auth }, {}, { deadlineMs: deadlineMs as number, onEvent });
  const error = await run.catch((thrown: unknown) => thrown);
  expect(ConfigurationError.isInstance(error)).toBe(true);
  const expected = "expected milliseconds above 0 and at most 2147483647";
  expect(error).toMatchObject({ message: `deadlineMs in the run options: ${expected}, found ${found}` });
  expect(onEvent).not.toHaveBeenCalled();
  expect(auth).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

describe("a signal of our own", () => {
  it("calls each of those that wait once, and nobody who gave up", () => {
    const ending = new Ending();
    const [call, given] = [vi.fn(), vi.fn()];
    onAbort(ending, call);
    onAbort(ending, given)();
    ending.abort("first");
    ending.abort("second");
    onAbort(ending, given);
    expect(ending).toMatchObject({ aborted: true, reason: "first" });
    expect([call.mock.calls.length, given.mock.calls.length]).toEqual([1, 0]);
  });

  it("is an AbortSignal to others, whether they ask before or after it aborts", () => {
    const [early, late] = [new Ending(), new Ending()];
    const { signal } = early;
    expect(signal.aborted).toBe(false);
    for (const ending of [early, late]) ending.abort("reason");
    expect([signal.reason, late.signal.reason, late.signal.aborted]).toEqual(["reason", "reason", true]);
    expect(early.signal).toBe(signal);
  });
});

it("a run creates no signal that nobody asks for", async () => {
  const created = vi.spyOn(AbortController.prototype, "signal", "get");
  const { result } = await runAcme({}, {}, { store: createMemoryStore() });
  expect(result.status).toBe("success");
  expect(created).not.toHaveBeenCalled();
  created.mockRestore();
});
