import { type ParameterSchema, parameterSchema } from "@hrflow-connectors/core/connector";
import { isoInstant } from "@hrflow-connectors/core/formats";
import * as z from "@hrflow-connectors/hrflow-client/schema";

/** An id, as a number or as text. */
export type Id = string | number;

/** Times are ISO 8601; without an offset they are UTC. `...After` includes the time itself, `...Before` does not. */
export interface TimeParameters {
  createdAfter?: string | undefined;
  createdBefore?: string | undefined;
  updatedAfter?: string | undefined;
  updatedBefore?: string | undefined;
  /** The most records to read in a run, the oldest first, the oldest first. In incremental mode, the next run goes on after them. */
  limit?: number | undefined;
}

/** None of these fields. */
export type None<Fields> = { [Field in keyof Fields]?: undefined };

/** Parameters once checked: ids as numbers, times in UTC. */
export type Checked<Fields> = { [Field in keyof Fields]: IdsAsNumbers<Fields[Field]> };
type IdsAsNumbers<Value> = Id extends Value
  ? number | Exclude<Value, Id>
  : readonly Id[] extends Value
    ? number[] | Exclude<Value, readonly Id[]>
    : Value;

/** Checks parameters, and describes them as JSON Schema. */
export const schema = <Input, Output>(fields: Parameters<typeof parameterSchema>[0]): ParameterSchema<Input, Output> =>
  parameterSchema<Input, Output>(fields, z.toJSONSchema);

/** An id, given as a number or as text. */
export const idField = (what: string, description: string) => {
  const message = `expected the id of ${what}: a whole number of at most 15 digits`;
  const asNumber = z.int(message).check(z.positive(message), z.maximum(999_999_999_999_999, message));
  const asText = z.string().check(z.trim(), z.regex(/^\d{1,15}$/, message));
  return z.union([asNumber, asText], message).check(z.meta({ description, examples: ["4000000012"] }));
};

export const id = (what: string, description: string) => z.pipe(idField(what, description), z.transform(Number));
export const ids = (what: string, description: string) =>
  z.array(id(what, description), `expected a list of ids of ${what}s`).check(z.meta({ description }));

export const time = (description: string) => {
  const error = "expected a time in ISO 8601, such as 2026-01-31T09:00:00Z";
  const isTime = z.superRefine((value: string, context) => {
    if (isoInstant(value) === undefined) context.addIssue({ code: "custom", message: error });
  });
  const text = z.string(error).check(isTime, z.meta({ description, format: "date-time" }));
  return z.optional(
    z.pipe(
      text,
      z.transform((value: string) => isoInstant(value) ?? value),
    ),
  );
};
export const text = (expected: string, description: string) => z.optional(z.text(description, { expected }));
export const flag = (description: string) => z.optional(z.flag(description));

export const times = {
  createdAfter: time("Only those created at or after this time"),
  createdBefore: time("Only those created before this time"),
  updatedAfter: time("Only those changed at or after this time"),
  updatedBefore: time("Only those changed before this time"),
  limit: z.optional(
    z
      .int("expected a whole number")
      .check(
        z.positive("expected a number above 0"),
        z.meta({ description: "The most records to read in a run, the oldest first" }),
      ),
  ),
};
