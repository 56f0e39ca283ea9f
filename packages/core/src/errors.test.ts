import { describe, expect, it, vi } from "vitest";
import * as errors from "./errors";

const instances = [
  new errors.AbortedError("m"),
  new errors.ApiCallError({ method: "GET", url: "https://acme.example", status: 503, vendorMessage: "m" }),
  new errors.ConfigurationError("m"),
  new errors.InputError("m"),
  new errors.NetworkError("m"),
  new errors.PartialWriteError("m", { receipts: [], cause: undefined }),
  new errors.ResponseShapeError("m"),
];

describe.each(instances.map((error) => [error.name, error] as const))("%s", (name, error) => {
  it("is recognized by its class, its base and no other, also in another copy of this package", async () => {
    vi.resetModules();
    const copy: typeof errors = await import("./errors");
    expect(copy.ConnectorError).not.toBe(errors.ConnectorError);
    expect(error).not.toBeInstanceOf(copy.ConnectorError);
    expect(copy.ConnectorError.isInstance(error)).toBe(true);
    const kinds = [
      copy.AbortedError,
      copy.ApiCallError,
      copy.ConfigurationError,
      copy.InputError,
      copy.NetworkError,
      copy.PartialWriteError,
      copy.ResponseShapeError,
    ];
    expect(kinds.filter((kind) => kind.isInstance(error)).map((kind) => kind.name)).toEqual([name]);
  });

  it("is described by its code, message and status alone", () => {
    const { code, message, retryable } = error;
    const status = "status" in error ? { status: 503 } : {};
    expect(errors.describeError(error)).toEqual({ code, message, retryable, ...status });
  });
});

describe("describeError", () => {
  it("finds the status of the call that caused an error", () => {
    const cause = new errors.ApiCallError({ method: "GET", url: "u", status: 429 });
    const outer = new errors.PartialWriteError("one of two", { receipts: [], cause });
    expect(errors.describeError(outer)).toEqual({
      code: "partial_write",
      message: "one of two",
      status: 429,
      retryable: true,
    });
  });

  it.each([
    [new Error("a message"), "a message"],
    [new TypeError(""), "TypeError"],
    ["a text", "a text"],
    [undefined, "a non-Error value was thrown"],
    [{ message: "not an error" }, "a non-Error value was thrown"],
  ])("describes anything that was thrown: %j", (thrown, message) => {
    expect(errors.describeError(thrown)).toEqual({ code: "unexpected", message, retryable: false });
  });
});
