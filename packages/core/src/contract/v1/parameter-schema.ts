import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

/**
 * How a warehouse or an action declares its parameters: a Standard Schema that also gives JSON Schema (zod 4 does both).
 * Mark a secret with `format: "password"` in its JSON Schema (`z.string().meta({ format: "password" })`): its value is
 * then struck out of every log line, error, event and result.
 *
 * @see https://standardschema.dev
 */
export interface ParameterSchema<Input, Output = Input> {
  readonly "~standard": StandardSchemaV1.Props<Input, Output> & StandardJSONSchemaV1.Props<Input, Output>;
}

/** A JSON Schema of draft 2020-12, as plain data. */
export type JsonSchema = Record<string, unknown>;
