import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { httpOver, networkFault } from "./__fixtures__/replies";
import { NetworkError } from "./errors";
import { nothingCreated } from "./retry-rules";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How often a create is sent that fails at first, and whether its error says that nothing was created. */
async function create(fault: Error) {
  const { http, requests } = httpOver([fault, Response.json({ id: 1 })]);
  const outcome = http.fetch("https://api.acme.example/things", { method: "POST", body: "{}" }).then(
    () => "created" as const,
    (error: unknown) => (nothingCreated(error) ? ("nothing created" as const) : ("unknown" as const)),
  );
  await vi.runAllTimersAsync();
  return [await outcome, requests.length];
}

const aggregate = (...errors: unknown[]) => new TypeError("fetch failed", { cause: new AggregateError(errors) });
const systemError = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall });

describe("a create is sent again if the connection was never established", () => {
  it.each([
    ["refused", networkFault("ECONNREFUSED", "connect")],
    ["reset while connecting", networkFault("ECONNRESET", "connect")],
    ["timed out while connecting", networkFault("ETIMEDOUT", "connect")],
    ["unreachable", networkFault("EHOSTUNREACH", "connect")],
    ["unknown host", networkFault("ENOTFOUND", "getaddrinfo")],
    ["the connect timeout of undici", networkFault("UND_ERR_CONNECT_TIMEOUT")],
    ["all addresses refused", aggregate(systemError("ECONNREFUSED", "connect"), systemError("ENETUNREACH", "connect"))],
    ["a cause of a cause", new Error("wrapped", { cause: networkFault("ECONNREFUSED", "connect") })],
  ])("%s", async (_, fault) => {
    expect(await create(fault)).toEqual(["created", 2]);
  });
});

describe("a create is not sent again, and its outcome is unknown", () => {
  it.each([
    ["unreachable while the response is read", networkFault("EHOSTUNREACH", "read")],
    ["network down while the response is read", networkFault("ENETUNREACH", "read")],
    ["refused while writing", networkFault("ECONNREFUSED", "write")],
    ["a code without a system call", networkFault("ECONNREFUSED")],
    ["a code that only looks like the lookup's", networkFault("ENOTFOUND")],
    [
      "one address refused and another one read",
      aggregate(systemError("ECONNREFUSED", "connect"), systemError("ECONNRESET", "read")),
    ],
    ["an empty list of addresses", aggregate()],
  ])("%s", async (_, fault) => {
    expect(await create(fault)).toEqual(["unknown", 1]);
  });

  it("an error that is its own cause", async () => {
    const fault = new TypeError("fetch failed");
    fault.cause = new Error("inner", { cause: fault });
    expect(await create(fault)).toEqual(["unknown", 1]);
  });

  it("a list of errors that contains itself", async () => {
    const errors: unknown[] = [];
    const fault = new AggregateError(errors);
    fault.errors = [fault];
    expect(await create(fault)).toEqual(["unknown", 1]);
  });
});

describe("a create that waited and was then given up was not sent", () => {
  it("if the run is stopped before", async () => {
    const { http, requests } = httpOver([Response.json({})], { signal: AbortSignal.abort() });
    const error: unknown = await http.fetch("https://api.acme.example", { method: "POST" }).catch((reason) => reason);
    expect([nothingCreated(error), requests.length]).toEqual([true, 0]);
  });

  it("if the run is stopped between a refusal and the next attempt", async () => {
    const controller = new AbortController();
    const { http } = httpOver([Response.json({}, { status: 429 })], { signal: controller.signal });
    const outcome = http.fetch("https://api.acme.example", { method: "POST" }).catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(nothingCreated(await outcome)).toBe(true);
  });

  it("but not after an attempt that may have arrived", async () => {
    const controller = new AbortController();
    const { http } = httpOver([Response.json({}, { status: 500 })], { signal: controller.signal });
    const outcome = http
      .with({ idempotent: true })
      .fetch("https://api.acme.example", { method: "POST" })
      .catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(nothingCreated(await outcome)).toBe(false);
  });
});

it("ends for causes that never do, and for errors that list each other many times", () => {
  const endless = {
    get cause(): unknown {
      return Object.create(Object.getPrototypeOf(endless), Object.getOwnPropertyDescriptors(endless));
    },
  };
  expect(nothingCreated(endless)).toBe(false);
  let nested: unknown = systemError("ECONNREFUSED", "connect");
  for (let depth = 0; depth < 40; depth++) nested = { errors: [nested, nested] };
  expect(nothingCreated(nested)).toBe(true);
  expect(nothingCreated(new NetworkError("failed", { cause: nested }))).toBe(true);
});
