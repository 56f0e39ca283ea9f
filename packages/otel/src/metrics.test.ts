import type { RunEvent } from "@hrflow-connectors/core";
import * as api from "@opentelemetry/api";
import { metrics } from "@opentelemetry/api";
import { expect, it, vi } from "vitest";
import { createSdk, followContexts } from "./__fixtures__/telemetry";
import { createWorld, passWaits } from "./__fixtures__/world";
import { instrument } from "./instrument";

passWaits();

const list = { "hrflow.connector": "lever", "hrflow.action": "push_profile_list" };
const single = { "hrflow.connector": "lever", "hrflow.action": "push_profile" };

it("counts items by how they ended, as the result does", async () => {
  const sdk = createSdk();
  const world = createWorld();
  world.leverFake.injectFault({ kind: "status", status: 422 }, { method: "POST", path: "/opportunities" });
  let discarded = false;
  const discardOne = (item: object) => {
    const isFirst = !discarded;
    discarded = true;
    return isFirst ? null : item;
  };
  const { events } = await world.pushList(instrument(sdk.providers), { logics: [discardOne] });
  expect(events).toMatchObject({ write_success: 1, logics_discard: 1, write_failure: 1 });
  expect(await sdk.points("hrflow.items")).toEqual(
    expect.arrayContaining([
      { ...list, "hrflow.outcome": "written", value: 1 },
      { ...list, "hrflow.outcome": "discarded", value: 1 },
      { ...list, "hrflow.outcome": "failed", "hrflow.stage": "write", value: 1 },
    ]),
  );
  expect(await sdk.points("hrflow.dead_letters")).toEqual([{ ...list, "hrflow.stage": "write", value: 1 }]);
});

it("measures runs and attempts in seconds, in the buckets that the conventions advise", async () => {
  const sdk = createSdk();
  await createWorld().push(instrument(sdk.providers));
  expect(await sdk.points("hrflow.run.duration")).toEqual([{ ...single, "hrflow.status": "success", value: 1 }]);
  expect(await sdk.points("http.client.request.duration")).toContainEqual({
    ...{ "http.request.method": "POST", "http.response.status_code": 201 },
    ...{ "server.address": "api.lever.co", "server.port": 443, value: 1 },
  });
  const found = (await sdk.metrics()).find(({ descriptor }) => descriptor.name === "http.client.request.duration");
  expect(found?.descriptor.unit).toBe("s");
  const point = found?.dataPoints[0]?.value as { buckets: { boundaries: number[] }; sum: number };
  expect(point.buckets.boundaries).toEqual([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]);
  expect(point.sum).toBeLessThan(5);
});

it("counts retries by their cause", async () => {
  const sdk = createSdk();
  const world = createWorld();
  world.hrflow.injectFault({ kind: "status", status: 503 });
  world.hrflow.injectFault({ kind: "reset", when: "before" });
  await world.push(instrument(sdk.providers));
  expect(await sdk.points("hrflow.retries")).toEqual([
    { ...single, "error.type": "503", value: 1 },
    { ...single, "error.type": "network", value: 1 },
  ]);
});

it("measures waits for the rate limit", async () => {
  const sdk = createSdk();
  const rateLimits = { lever: { requests: 1, perMs: 400, burst: 1 } };
  await createWorld().pushList({ ...instrument(sdk.providers), rateLimits });
  const waits = (await sdk.metrics()).find(({ descriptor }) => descriptor.name === "hrflow.rate_limit.wait");
  const lever = waits?.dataPoints.find(({ attributes }) => attributes["server.address"] === "api.lever.co");
  expect(lever?.attributes).toEqual({ ...list, "server.address": "api.lever.co", "server.port": 443 });
  const measured = lever?.value as { max: number } | undefined;
  expect(measured?.max).toBeGreaterThan(0.3);
  const waited = sdk.shownSpans().map((span) => Number(span["hrflow.rate_limit.wait"] ?? 0));
  expect(Math.max(...waited)).toBeGreaterThan(0.3);
});

it("counts the tokens that runs obtain", async () => {
  const sdk = createSdk();
  await createWorld().pushByToken(instrument(sdk.providers));
  expect(await sdk.points("hrflow.token_refreshes")).toEqual([
    { ...single, "server.address": "sandbox-lever.auth0.com", value: 1 },
  ]);
});

it("marks a fatal run with its reason", async () => {
  const sdk = createSdk();
  const world = createWorld();
  world.leverFake.injectFault({ kind: "status", status: 401 }, { method: "POST", path: "/opportunities" });
  await world.push(instrument(sdk.providers));
  expect(await sdk.points("hrflow.run.duration")).toEqual([
    { ...single, "hrflow.status": "fatal", "error.type": "write_failure", value: 1 },
  ]);
});

it("calls the user's own listener for every event", async () => {
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => void events.push(event);
  const sdk = createSdk();
  await createWorld().push(instrument({ ...sdk.providers, onEvent }));
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["run.started", "item.written", "run.finished"]),
  );
  expect(await sdk.points("hrflow.items")).toHaveLength(1);
});

it("calls the user's own listener also if an event cannot be counted, and the run goes on", async () => {
  followContexts();
  const reported = vi.fn();
  api.diag.setLogger({ error: reported, warn() {}, info() {}, debug() {}, verbose() {} });
  const meterProvider = {
    getMeter() {
      throw new Error("broken");
    },
  };
  const onEvent = vi.fn();
  const result = await createWorld().push(instrument({ meterProvider, onEvent }));
  expect(result.status).toBe("success");
  expect(onEvent).toHaveBeenCalledWith(expect.objectContaining({ type: "item.written" }));
  expect(reported).toHaveBeenCalled();
});

it("uses the providers that an application registers after it was created", async () => {
  followContexts();
  const sdk = createSdk();
  const telemetry = instrument();
  api.trace.setGlobalTracerProvider(sdk.providers.tracerProvider);
  metrics.setGlobalMeterProvider(sdk.providers.meterProvider);
  await createWorld().push(telemetry);
  expect(sdk.spans().length).toBeGreaterThan(2);
  expect(await sdk.points("hrflow.items")).toHaveLength(1);
});
