import fc from "fast-check";
import { expect, it } from "vitest";
import * as mini from "zod/mini";
import { toJSONSchema } from "./json-schema";
import * as z from "./schema";

const text = fc.string({ unit: "grapheme", maxLength: 8 });
const description = fc.option(text, { nil: undefined });
const whole = fc.integer({ min: 0, max: 9 });

const texts = fc
  .record({
    description: text,
    pattern: fc.constantFrom(undefined, /^\w+$/, /a|b/i),
    limits: fc.array(whole),
    more: fc.boolean(),
  })
  .map(({ description, pattern, limits, more }) =>
    z
      .text(description, pattern && { pattern, examples: ["a"] })
      .check(
        ...limits.map((limit, index) => (index % 2 ? mini.maxLength(limit) : z.minLength(limit))),
        ...(more ? [z.regex(/x/)] : []),
      ),
  );
const urls = fc.boolean().map((isChecked) => (isChecked ? z.url().check(z.regex(/^https:/)) : z.url("expected a URL")));
const numbers = fc
  .record({
    isWhole: fc.boolean(),
    limits: fc.array(fc.tuple(fc.constantFrom(z.lt, z.maximum, mini.gt, mini.gte), whole)),
  })
  .map(({ isWhole, limits }) => {
    const checks = limits.map(([limit, value]) => limit(value));
    return isWhole ? z.int().check(z.positive(), ...checks) : z.number().check(...checks);
  });
const leaves = fc.oneof(
  ...[texts, urls, numbers],
  fc.constant(z.secret("A key")),
  fc.constant(z.flag("Whether")),
  fc.constant(z.choices(["a", "b"], "Some")),
  fc.constant(z.choice(["open", "closed"], "State")),
);

/** Schemas of all kinds that the package exports, within each other. */
const schemas = fc.letrec<{ schema: mini.ZodMiniType }>((tie) => {
  const inner = tie("schema");
  return {
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaves,
      fc.tuple(fc.dictionary(text, inner, { maxKeys: 4 }), description).map(([shape, described]) => {
        const object = z.object(shape).check(z.superRefine(() => {}));
        return described === undefined ? object : object.check(z.meta({ description: described, examples: [{}] }));
      }),
      fc.tuple(inner, whole).map(([element, least]) => z.array(element).check(z.minLength(least))),
      inner.map((schema) => z.optional(schema)),
      fc.tuple(inner, fc.jsonValue()).map(([schema, value]) => z._default(schema as mini.ZodMiniAny, value)),
      inner.map((schema) => z.pipe(schema, z.transform(String))),
      inner.map((schema) => z.pipe(z.transform(String), schema as mini.ZodMiniAny)),
      fc.tuple(inner, inner).map((options) => z.union(options).check(z.meta({ description: "One of both" }))),
      fc.tuple(leaves, leaves).map((options) => z.union(options)),
      fc.constant(z.union([z.string(), z.int(), z.number()])),
      fc.constant(z.union([z.string(), z.boolean(), z.string()])),
    ),
  };
}).schema;

it("says the same as zod's conversion, whatever a schema is composed of", () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      expect(toJSONSchema(schema)).toEqual(mini.toJSONSchema(schema, { io: "input" }));
    }),
    { numRuns: 1_000 },
  );
});

it.each<[string, mini.ZodMiniType, string]>([
  ["a type", mini.date(), "no schema of type date"],
  ["a type within", z.object({ day: z.array(mini.bigint()) }), "no schema of type bigint"],
  ["a check", z.number().check(mini.multipleOf(3)), "no check multiple_of"],
  ["a strict object", mini.strictObject({}), "no object with other keys"],
  ["a reference", z.string().check(z.meta({ id: "name" })), "no references: name"],
])("refuses %s that it does not know", (_, schema, message) => {
  expect(() => toJSONSchema(schema)).toThrow(message);
});
