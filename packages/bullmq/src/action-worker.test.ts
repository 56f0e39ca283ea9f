import { readDeadLetters } from "@hrflow-connectors/core";
import { instrument } from "@hrflow-connectors/otel";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { TestServer } from "../../../config/servers";
import { createFakes, createFleet, deferred, describeBackends, toLever } from "./__fixtures__/fleet";
import { emailOf, keyOf, nameOf } from "./__fixtures__/people";
import { createActionQueue } from "./action-queue";

describeBackends(({ start, connect }) => {
  let server: TestServer;
  let connected: ReturnType<typeof connect>;
  const opened: { close(): Promise<void> }[] = [];
  let count = 0;
  const setUp = (profiles: number, options: Parameters<typeof createFleet>[2] = {}) => {
    const fakes = createFakes(profiles);
    // A queue of its own for each test.
    const fleet = createFleet({ ...connected.settings, name: `q${++count}` }, fakes.fetch, options);
    opened.push(fleet);
    return { ...fakes, ...fleet };
  };
  const request = (index: number) => ({ workflow: "to-lever", originParameters: { profileKey: keyOf(index) } });

  beforeAll(async () => {
    server = await start();
    connected = connect(server.url);
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  afterAll(async () => {
    await connected?.close();
    await server?.remove();
  });

  test("runs a job with the worker's credentials, and keeps numbers alone", async () => {
    const { queue, vendor, finished } = setUp(1);
    await queue.add(request(0));
    const [end] = await finished(1);
    expect(vendor.state.contacts.map(({ name }) => name)).toEqual([nameOf(0)]);
    expect(end?.job.returnvalue).toEqual({
      runId: expect.any(String),
      status: "success",
      reason: "",
      events: { read_success: 1, write_success: 1 },
    });
  });

  test("adds no second job for a record whose job is waiting, and writes a record once", async () => {
    const { queue, vendor, worker, finished, results } = setUp(1);
    await worker.worker.pause();
    const ids = await queue.addMany([request(0), request(0), request(0)]);
    expect(new Set(ids).size).toBe(1);
    worker.worker.resume();
    await finished(1);
    await queue.add(request(0));
    await finished(2);
    expect(results.map(({ receipts }) => receipts[0]?.replayed ?? false)).toEqual([false, true]);
    expect(vendor.state.opportunities).toHaveLength(1);
  });

  test("runs a record again that was added while its job was running", async () => {
    const { promise: held, resolve: release } = deferred();
    const { promise: begun, resolve: begin } = deferred();
    const parameters = vi.fn(async (job: Parameters<typeof toLever.parameters>[0]) => {
      begin();
      await held;
      return toLever.parameters(job);
    });
    const { queue, finished } = setUp(1, { workflows: { "to-lever": { ...toLever, parameters } } });
    await queue.add(request(0));
    await begun;
    await queue.add(request(0));
    await queue.add(request(0));
    release();
    await finished(2);
    expect(parameters).toHaveBeenCalledTimes(2);
    expect(await queue.queue.getJobCounts("waiting", "active", "delayed", "failed")).toEqual({
      ...{ waiting: 0, active: 0, delayed: 0, failed: 0 },
    });
  });

  test("tries a transient failure again, and leaves no dead letter once it is delivered", async () => {
    const { queue, vendor, finished, results, ended, store } = setUp(1);
    vendor.injectFault({ kind: "status", status: 503 }, { times: 2, method: "POST" });
    await queue.add(request(0));
    const [end] = await finished(1);
    expect(end?.error).toBeUndefined();
    expect([ended.length, results.at(-1)?.status]).toEqual([3, "success"]);
    expect(await readDeadLetters(store, {}).next()).toMatchObject({ done: true });
    expect(vendor.state.opportunities).toHaveLength(1);
  });

  test("fails for good if the credential is refused, and says the code without the vendor's text", async () => {
    const { queue, finished, ended } = setUp(1, {
      workflows: {
        "to-lever": {
          ...toLever,
          parameters: async (job) => ({
            ...(await toLever.parameters(job)),
            targetParameters: { clientDomain: "api", apiKey: "revoked", performAs: "user-1" },
          }),
        },
      },
    });
    await queue.add(request(0));
    const [end] = await finished(1);
    expect(ended).toHaveLength(1);
    expect(end?.error?.message).toMatch(/^run \S+: write_failure \(authentication_failed 401\)$/);
  });

  test.each([
    [
      "a connection that the worker does not know",
      { connection: "closed" },
      "the worker has no parameters for the connection",
    ],
    [
      "a parameter that does not name the record",
      { originParameters: { apiUser: "eve@example.com" } },
      "job: originParameters: a name is not in the workflow's list `record`",
    ],
  ])("fails for good for %s", async (_, change, message) => {
    const { queue, hrflow, finished, ended } = setUp(1);
    await queue.add({ ...request(0), ...change } as never);
    const [end] = await finished(1);
    expect(end?.error?.message).toBe(message);
    expect(ended).toHaveLength(1);
    expect(hrflow.state.profiles).toHaveLength(1);
  });

  test("tries again if the credentials cannot be read, without the reason in the job", async () => {
    const parameters = vi.fn(toLever.parameters);
    parameters.mockRejectedValueOnce(new Error("vault token s.12345 expired"));
    const { queue, ended, finished } = setUp(1, { workflows: { "to-lever": { ...toLever, parameters } } });
    await queue.add(request(0));
    await finished(1);
    const [first] = ended;
    expect(first?.error?.message).toBe("the parameters of the connection could not be read");
    expect(first?.error?.cause).toMatchObject({ message: "vault token s.12345 expired" });
    expect(first?.job.failedReason).not.toContain("vault");
    expect(JSON.stringify(first?.job.stacktrace)).not.toContain("vault");
  });

  test("makes a job of each profile of a list, and ends with a summary", async () => {
    const { queue, vendor, finished } = setUp(25);
    const id = await queue.add({ workflow: "to-lever", method: "pushProfileList" });
    const ends = await finished(26);
    const list = ends.find((one) => one.id === id);
    expect(list?.job.returnvalue).toMatchObject({
      status: "success",
      events: { read_success: 25 },
      records: { done: 25, failed: 0 },
    });
    expect(vendor.state.contacts.flatMap(({ emails }) => emails).sort()).toEqual(
      Array.from({ length: 25 }, (_, index) => emailOf(index)).sort(),
    );
  });

  test("counts the profiles of a list that failed for good", async () => {
    const { queue, vendor, finished } = setUp(3);
    vendor.injectFault({ kind: "status", status: 422 }, { method: "POST" });
    const id = await queue.add({ workflow: "to-lever", method: "pushProfileList" });
    const ends = await finished(4);
    const list = ends.find((one) => one.id === id);
    expect(list?.job.returnvalue).toHaveProperty("records", { done: 2, failed: 1 });
    expect(vendor.state.opportunities).toHaveLength(2);
  });

  test("replays the failed items of a run", async () => {
    const { queue, vendor, finished, results } = setUp(1);
    vendor.injectFault({ kind: "status", status: 422 }, { method: "POST" });
    await queue.add(request(0));
    await finished(1);
    const runId = results[0]?.runId as string;
    await queue.addReplay({ workflow: "to-lever", runId });
    const ends = await finished(2);
    expect(ends[1]?.error).toBeUndefined();
    expect(vendor.state.opportunities).toHaveLength(1);
  });

  test("adds the job of a webhook's event, and none if no action reads it", async () => {
    const { queue, vendor, finished } = setUp(1);
    const action = { method: "pushProfile", originParameters: { profileKey: keyOf(0) } };
    expect(await queue.addEvent({ action: null }, { workflow: "to-lever" })).toBeNull();
    const id = await queue.addEvent({ action }, { workflow: "to-lever" });
    const [end] = await finished(1);
    expect(end?.id).toBe(id);
    expect(vendor.state.opportunities).toHaveLength(1);
  });

  test("adds none of many jobs if one of them is wrong", async () => {
    const { queue, worker } = setUp(1);
    await worker.worker.pause();
    await expect(queue.addMany([request(0), { workflow: "" }])).rejects.toThrow("job: workflow");
    expect(await queue.queue.count()).toBe(0);
  });

  test("lets the run wait as a 429 says, without using an attempt of the job", async () => {
    const { queue, vendor, finished, ended } = setUp(1);
    vendor.injectFault({ kind: "status", status: 429, retryAfter: "seconds" }, { method: "POST" });
    await queue.add(request(0));
    const [end] = await finished(1);
    expect(end?.error).toBeUndefined();
    expect(ended).toHaveLength(1);
    expect(vendor.state.opportunities).toHaveLength(1);
  });

  test("puts a job that it stops back, without using an attempt", async () => {
    const { promise: begun, resolve: begin } = deferred();
    const fakes = createFakes(1);
    let isHeld = true;
    const fetch = async (asked: Request) => {
      if (!isHeld) return fakes.fetch(asked);
      begin();
      return new Promise<Response>((_, reject) => {
        asked.signal.addEventListener("abort", () => reject(asked.signal.reason));
      });
    };
    const place = { ...connected.settings, name: `q${++count}` };
    const first = createFleet(place, fetch, { attempts: 1 });
    const id = await first.queue.add(request(0));
    await begun;
    await first.worker.close({ timeoutMs: 1 });
    const job = await first.queue.queue.getJob(id);
    expect(await job?.getState()).toBe("waiting");
    await first.queue.close();

    isHeld = false;
    const second = createFleet(place, fetch);
    opened.push(second);
    const [end] = await second.finished(1);
    expect(end?.error).toBeUndefined();
    expect(fakes.vendor.state.opportunities).toHaveLength(1);
  });

  test("adds jobs by a schedule, until it is ended", async () => {
    const { queue, finished } = setUp(1);
    await queue.schedule(request(0), { everyMs: 1_000 });
    await finished(2);
    expect(await queue.unschedule({ workflow: "to-lever" })).toBe(true);
    expect(await queue.unschedule({ workflow: "to-lever" })).toBe(false);
    expect(await queue.queue.getJobSchedulersCount()).toBe(0);
  });

  test("carries the trace from the queue to the run", async () => {
    const fakes = createFakes(1);
    const place = { ...connected.settings, name: `q${++count}` };
    const traces: unknown[] = [];
    const telemetry = instrument();
    const fleet = createFleet(place, fakes.fetch, {
      telemetry: {
        from(trace) {
          traces.push(trace);
          return telemetry.from(trace);
        },
      },
    });
    opened.push(fleet);
    const traced = createActionQueue({ ...place, telemetry: { carrier: () => ({ traceparent: "00-1-2-01" }) } });
    opened.push(traced);
    await traced.add({ workflow: "to-lever", method: "pushProfileList" });
    await fleet.finished(2);
    expect(new Set(traces.map((trace) => JSON.stringify(trace)))).toEqual(new Set(['{"traceparent":"00-1-2-01"}']));
  });
});
