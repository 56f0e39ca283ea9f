import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ParameterSchema, ReadableWarehouse, Warehouse, WritableWarehouse } from "../contract/v1";

/**
 * Types a warehouse, which is otherwise plain data: what `read` yields and `write` takes is inferred from them.
 *
 * @example
 * export const people = defineWarehouse({
 *   specificationVersion: "v1",
 *   name: "Acme people",
 *   dataType: "profile",
 *   read: { parameters, endpoints: [], async *read({ token }, { http }) { ... } },
 * });
 */
export function defineWarehouse<OriginInput, OriginParameters, OriginItem, TargetInput, TargetParameters, TargetItem>(
  warehouse: ReadableWarehouse<OriginInput, OriginParameters, OriginItem> &
    WritableWarehouse<TargetInput, TargetParameters, TargetItem>,
): typeof warehouse;
export function defineWarehouse<Input, Parameters, Item>(
  warehouse: ReadableWarehouse<Input, Parameters, Item>,
): typeof warehouse;
export function defineWarehouse<Input, Parameters, Item>(
  warehouse: WritableWarehouse<Input, Parameters, Item>,
): typeof warehouse;
export function defineWarehouse(warehouse: Warehouse): Warehouse {
  return warehouse;
}

/**
 * Gives a schema narrower types than it can express itself, such as "exactly one of these three", and its JSON Schema where the
 * library gives that by a function.
 *
 * @example
 * const parameters = parameterSchema<AcmeParameters>(schema, () => z.toJSONSchema(schema, { io: "input" }));
 */
export function parameterSchema<Input, Output = Input>(
  schema: ParameterSchema<unknown, unknown>,
): ParameterSchema<Input, Output>;
export function parameterSchema<Input, Output = Input>(
  schema: StandardSchemaV1<unknown, unknown>,
  toJsonSchema: () => object,
): ParameterSchema<Input, Output>;
export function parameterSchema(
  schema: StandardSchemaV1<unknown, unknown>,
  toJsonSchema?: () => object,
): ParameterSchema<unknown, unknown> {
  const { "~standard": standard } = schema as ParameterSchema<unknown, unknown>;
  if (!toJsonSchema) return { "~standard": standard };
  const jsonSchema = () => ({ ...toJsonSchema() });
  return { "~standard": { ...standard, jsonSchema: { input: jsonSchema, output: jsonSchema } } };
}
