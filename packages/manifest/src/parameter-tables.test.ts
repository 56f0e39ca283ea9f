import { expect, it } from "vitest";
import { parametersOf, table } from "./parameter-tables";

const typeOf = (schema: object) =>
  parametersOf({ properties: { it: { description: "It", ...schema } } }, "acme").map(({ type }) => type)[0];

it.each([
  [{ type: "string" }, "string"],
  [{ type: "string", format: "date-time" }, "string (ISO 8601)"],
  [{ type: ["string", "null"] }, "string | null"],
  [{ enum: ["open", "closed"] }, '"open" | "closed"'],
  [{ const: "v3" }, '"v3"'],
  [{ anyOf: [{ type: "integer" }, { type: "string" }] }, "integer | string"],
  [{ type: "array", items: { type: "string" } }, "string[]"],
  [{ type: "array", items: { enum: ["a", "b"] } }, '("a" | "b")[]'],
  [{ type: "array" }, "function[]"],
  [{}, "function"],
])("writes the type of %j as %s", (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

it.each([undefined, ""])("throws for a parameter whose description is %j", (description) => {
  const properties = { known: { description: "It" }, silent: { description }, other: {} };
  expect(() => parametersOf({ properties }, "acme.originParameters")).toThrow(
    "acme.originParameters: nothing describes silent, other: add .meta({ description })",
  );
});

it("keeps cells in their table, whatever they hold", () => {
  expect(
    table(
      ["a", "b"],
      [
        ["x | y", "two\nlines"],
        ["", "z"],
      ],
    ),
  ).toBe("| a | b |\n| --- | --- |\n| x \\| y | two lines |\n| | z |");
});

it("shows what looks like a tag as text, and leaves code as it is", () => {
  expect(table(["a"], [["x.com/<name>, `<code>`"]])).toBe("| a |\n| --- |\n| x.com/\\<name>, `<code>` |");
});
