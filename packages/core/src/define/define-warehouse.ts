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

/** Lets a schema stand for narrower types than it can express itself, such as "exactly one of these three". */
export function parameterSchema<Input, Output = Input>(schema: {
  "~standard": ParameterSchema<unknown, unknown>["~standard"];
}): ParameterSchema<Input, Output> {
  return schema as unknown as ParameterSchema<Input, Output>;
}
