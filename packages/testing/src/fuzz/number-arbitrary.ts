import fc from "fast-check";
import type { SchemaObject } from "../document/openapi-document";

/** Whole numbers within the bounds, the safe range and the range of an `int32`. */
export function integerArbitrary(schema: SchemaObject): fc.Arbitrary<number> {
  const step = schema.multipleOf ?? 1;
  const limit = schema.format === "int32" ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const min = Math.max(-limit, minimum ?? -limit, exclusiveMinimum === undefined ? -limit : exclusiveMinimum + 1);
  const max = Math.min(limit, maximum ?? limit, exclusiveMaximum === undefined ? limit : exclusiveMaximum - 1);
  return fc
    .oneof(
      fc.integer({ min: Math.ceil(min / step), max: Math.floor(max / step) }),
      fc.constantFrom(...[0, 1, -1].map((value) => clamp(value, Math.ceil(min / step), Math.floor(max / step)))),
    )
    .map((value) => value * step);
}

/** Finite numbers within the bounds; never -0, which JSON cannot say. */
export function numberArbitrary(schema: SchemaObject): fc.Arbitrary<number> {
  if (schema.multipleOf !== undefined) return integerArbitrary(schema);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return fc
    .double({
      noNaN: true,
      noDefaultInfinity: true,
      min: Math.max(minimum ?? -1e15, exclusiveMinimum ?? -1e15),
      max: Math.min(maximum ?? 1e15, exclusiveMaximum ?? 1e15),
      minExcluded: exclusiveMinimum !== undefined,
      maxExcluded: exclusiveMaximum !== undefined,
    })
    .map((value) => (value === 0 ? 0 : value));
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
