import { describe, expect, it } from "vitest";
import { ApiCallError, ConnectorError, NetworkError } from "./errors";
import { nothingCreated } from "./retry-rules";

const responded = (status: number, cause?: unknown) =>
  new ApiCallError({ method: "POST", url: "https://api.acme.example/files", status, cause });
const explained = (cause: unknown) =>
  new ConnectorError("the record is not readable yet", { code: "not_found", retryable: true, cause });

describe("an error that explains another one", () => {
  it.each([
    ["a refusal", responded(404), true],
    ["an outcome that is unknown", responded(503), false],
    ["a lost connection", new NetworkError("reset"), false],
  ])("is as certain as %s", (_, cause, expected) => {
    expect(nothingCreated(explained(cause))).toBe(expected);
  });

  it("does not make a response certain that is not", () => {
    expect(nothingCreated(responded(500, responded(401)))).toBe(false);
  });
});
