import { describe, expect, it } from "vitest";
import { httpOver } from "./__fixtures__/replies";
import { AbortedError, ApiCallError, ConnectorError, describeError, NetworkError, PartialWriteError } from "./errors";
import { isCredentialRefusal, isPermanent, isRefusal, nothingCreated } from "./retry-rules";
import { createGuard, explainStop, isInterruption } from "./stop";

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwingMessage(): Error {
  const error = new Error("text");
  Object.defineProperty(error, "message", {
    get() {
      throw new Error("no message for you");
    },
  });
  return error;
}

function cycle(): Error {
  const inner = new NetworkError("inner");
  const outer = new PartialWriteError("outer", { receipts: [], cause: inner });
  inner.cause = outer;
  return outer;
}

function endless(): unknown {
  return {
    get cause() {
      return endless();
    },
  };
}

const broken = new Proxy(new ApiCallError({ method: "GET", url: "https://acme.example", status: 500 }), {
  get(target, name) {
    if (typeof name === "string") throw new Error("no property for you");
    return Reflect.get(target, name);
  },
});

const nullPrototype = Object.create(null);

const hostile: [string, unknown][] = [
  ["a revoked proxy", revoked()],
  ["an error whose message throws", throwingMessage()],
  ["an error of ours that cannot be read", broken],
  ["a cycle of causes", cycle()],
  ["causes without an end", endless()],
  ["a revoked proxy as the cause", new NetworkError("failed", { cause: revoked() })],
  ["a revoked proxy among errors", new AggregateError([revoked()])],
  ["a revoked proxy as the list of errors", Object.assign(new Error("x"), { errors: revoked() })],
  ["an object without a prototype", nullPrototype],
  ["an object with a message that is no text", Object.assign(new Error(), { message: { toString: null } })],
  ["a symbol", Symbol("x")],
  ["a function", () => {}],
  ["null", null],
  ["undefined", undefined],
];

const stopped = AbortSignal.abort(new AbortedError("the deadline passed"));

describe.each(hostile)("%s", (_, error) => {
  it("is described", () => {
    const described = describeError(error);
    expect(described).toMatchObject({
      code: expect.any(String),
      message: expect.any(String),
      retryable: expect.any(Boolean),
    });
    expect(() => JSON.stringify(described)).not.toThrow();
  });

  it("is judged", () => {
    for (const judge of [nothingCreated, isRefusal, isPermanent, isCredentialRefusal]) {
      expect(typeof judge(error)).toBe("boolean");
    }
    expect(typeof isInterruption(error, stopped)).toBe("boolean");
    expect(() => explainStop(error, stopped)).not.toThrow();
  });

  it("becomes a typed error where a fetch throws it", async () => {
    const reply = () => {
      throw error;
    };
    const { http } = httpOver([reply]);
    const outcome = http
      .with({ maxAttempts: 1 })
      .fetch("https://api.acme.example/things", { method: "POST" })
      .then(
        () => [],
        (reason: unknown) => [reason],
      );
    expect((await outcome).map(ConnectorError.isInstance)).toEqual([true]);
  });

  it("passes a guard as it is", async () => {
    const guard = createGuard(new AbortController().signal);
    const outcome = guard(Promise.reject(error)).then(
      () => ["resolved"],
      (reason) => [reason],
    );
    expect((await outcome)[0] === error).toBe(true);
  });
});

it("the message of an error of another realm is kept", async () => {
  const { runInNewContext } = await import("node:vm");
  expect(describeError(runInNewContext('new TypeError("from elsewhere")')).message).toBe("from elsewhere");
});

it("the status of a call is found behind errors that wrap it", () => {
  const call = new ApiCallError({ method: "GET", url: "https://acme.example", status: 429 });
  const wrapped = new PartialWriteError("one of two", { receipts: [], cause: new NetworkError("x", { cause: call }) });
  expect(describeError(wrapped).status).toBe(429);
  call.cause = wrapped;
  expect(describeError(wrapped).status).toBe(429);
});
