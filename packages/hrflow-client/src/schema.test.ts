import { expect, it } from "vitest";
import * as z from "./schema";

/** The value that a field accepts, or what it expects. */
function check(field: unknown, value: unknown): unknown {
  const { "~standard": standard } = field as {
    "~standard": { validate(value: unknown): { value?: unknown; issues?: { message: string }[] } };
  };
  const { issues, ...rest } = standard.validate(value);
  return issues ? issues.map(({ message }) => message) : rest.value;
}

it.each([" Zoë ", "جين", "x"])("a text is any that is not blank, without the blanks around it: %j", (value) => {
  expect(check(z.text("Name of the board"), value)).toBe(value.trim());
});

it.each([null, undefined, "", " \t", 7, ["x"], {}])("a text is not %j, and the message says what is", (value) => {
  expect(check(z.text("Name of the board"), value)).toEqual(["expected name of the board"]);
  expect(check(z.text("API key, from Settings"), value)).toEqual(["expected API key, from Settings"]);
  expect(check(z.text("A name", { expected: "the name of a board" }), value)).toEqual(["expected the name of a board"]);
});

it.each(["a b", " ab", "ab\n", "", null])("a text with a pattern is compared as it is given: %j", (value) => {
  const field = z.text("Part of the address", { pattern: /^[a-z]+$/ });
  expect(check(field, "ab")).toBe("ab");
  expect(check(field, value)).toEqual(["expected part of the address"]);
});

it("describes its fields as JSON Schema, and marks secrets", () => {
  const fields = z.object({
    domain: z.text("Domain", { pattern: /^\w+$/, examples: ["acme"] }),
    token: z.text("Token of the board", { secret: false }),
    key: z.secret("API key"),
    drafts: z._default(z.flag("Whether drafts are read"), false),
    state: z.optional(z.choice(["open", "closed"], "State")),
    states: z._default(z.choices(["open", "closed"], "States"), ["open"]),
  });
  expect(z.toJSONSchema(fields)).toMatchObject({
    required: ["domain", "token", "key"],
    properties: {
      domain: { type: "string", description: "Domain", examples: ["acme"], pattern: "^\\w+$" },
      token: { description: "Token of the board", secret: false },
      key: { description: "API key", format: "password" },
      drafts: { type: "boolean", description: "Whether drafts are read", default: false },
      state: { enum: ["open", "closed"], description: "State" },
      states: { type: "array", items: { enum: ["open", "closed"] }, description: "States", default: ["open"] },
    },
  });
});

it("says what flags, choices and lists of them expect", () => {
  expect(check(z.flag("Whether drafts are read"), "yes")).toEqual(["expected true or false"]);
  expect(check(z.choice(["open", "closed"], "State"), "draft")).toEqual(["expected one of open, closed"]);
  const states = z.choices(["open", "closed"], "States", "a list of states");
  expect(check(states, ["open", "closed"])).toEqual(["open", "closed"]);
  expect(check(states, "open")).toEqual(["expected a list of states"]);
  expect(check(states, [])).toEqual(["expected at least one value"]);
  expect(check(states, ["draft"])).toEqual(["expected one of open, closed"]);
});
