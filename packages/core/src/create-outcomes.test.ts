import { describe, expect, it } from "vitest";
import { httpOver } from "./__fixtures__/replies";
import { ApiCallError } from "./errors";
import { mayRepeat, nothingCreated } from "./retry-rules";

const outcomeOf = (status: number) =>
  nothingCreated(new ApiCallError({ method: "POST", url: "https://api.acme.example/things", status }));

const refusals = [400, 401, 403, 404, 405, 410, 413, 415, 422, 425, 429];

it.each(refusals)("%i says that nothing was created", (status) => {
  expect(outcomeOf(status)).toBe(true);
});

it("every other status leaves it unknown whether something was created", () => {
  const others = Array.from({ length: 900 }, (_, index) => index + 100).filter((status) => !refusals.includes(status));
  expect(others.filter(outcomeOf)).toEqual([]);
});

describe("the same create is sent again", () => {
  it("only after 425 and 429", () => {
    const all = Array.from({ length: 500 }, (_, index) => index + 100);
    expect(all.filter((status) => mayRepeat({ status }, false))).toEqual([425, 429]);
  });

  it.each([302, 303, 307, 402, 408, 409, 412, 499, 500, 502, 520])("not after %i", async (status) => {
    const { http, requests } = httpOver([new Response(null, { status, headers: { location: "/things/1" } })]);
    const response = await http.fetch("https://api.acme.example/things", { method: "POST", body: "{}" });
    expect([response.status, requests.length]).toEqual([status, 1]);
  });
});
