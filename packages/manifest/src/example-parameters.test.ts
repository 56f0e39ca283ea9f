import { expect, it } from "vitest";
import { account, sampleParameters } from "./__fixtures__/acme";
import { describeChoices, findExamples } from "./example-parameters";

const find = ({ parameters, schema }: typeof account) => findExamples(parameters, schema, "acme.targetParameters");

it("finds the smallest sets of optional parameters that are accepted, and takes the first", async () => {
  expect(await find(account)).toEqual({
    choices: [["token"], ["user", "password"]],
    values: { host: "eu", token: "your_token", notify: false },
  });
});

it("names no choice if the required parameters are enough", async () => {
  const { choices } = await find(sampleParameters({ board: { type: "string" } }, ["board"]));
  expect(choices).toEqual([[]]);
  expect(describeChoices(choices)).toBeUndefined();
});

it("leaves out switches that do not go with the first choice", async () => {
  const { values } = await find(
    sampleParameters({ id: { type: "integer" }, old: { type: "boolean", default: false } }, ["id"], (given) =>
      "old" in given ? ["old cannot be combined with id"] : [],
    ),
  );
  expect(values).toEqual({ id: 1 });
});

it("gives each type a value, and prefers the examples of the schema", async () => {
  const properties = {
    url: { type: "string", format: "uri" },
    since: { type: "string", format: "date-time" },
    states: { type: "array", items: { enum: ["open", "closed"] } },
    either: { anyOf: [{ type: "integer", minimum: 5 }, { type: "string" }] },
    region: { type: "string", examples: ["eu", "us"] },
    apiUser: { type: "string" },
    live: { type: "boolean" },
    kind: { const: "job" },
  };
  expect((await find(sampleParameters(properties, Object.keys(properties)))).values).toEqual({
    ...{ url: "https://example.com", since: "2026-01-31T00:00:00Z", states: ["open"], either: 5, region: "eu" },
    ...{ apiUser: "your_api_user", live: true, kind: "job" },
  });
});

it("throws with what the action says if it accepts no example", async () => {
  const refused = sampleParameters({ id: { type: "string" } }, ["id"], () => ["expected a number"]);
  await expect(find(refused)).rejects.toThrow(
    "acme.targetParameters: no example is accepted: : expected a number. Give the parameters .meta({ examples: [...] })",
  );
});

it("says which parameters must be given in any case", () => {
  expect(describeChoices([["user", "password"]])).toBe("`user` and `password` must be given.");
});
