import type { ConnectorSource } from "./connector";
import type { DataType } from "./data-type";
import type { Endpoint } from "./endpoint";
import type { JsonSchema } from "./parameter-schema";

/** One side of an action, as plain data. */
export interface WarehouseDefinition {
  name: string;
  dataType: DataType;
  parameters: JsonSchema;
  endpoints: Endpoint[];
}

/** An action as plain data. */
export interface ActionDefinition {
  /** `push_profile` */
  id: string;
  /** `pushProfile` */
  method: string;
  description: string;
  actionParameters: JsonSchema;
  origin: WarehouseDefinition & { supportsIncremental: boolean };
  target: WarehouseDefinition & { concurrency: number };
  /** What is taken for the parameters that are left out. */
  defaults: { actionParameters: object; originParameters: object; targetParameters: object };
}

/** A connector as plain data, for catalogues, forms and documentation. */
export interface ConnectorDefinition extends Omit<ConnectorSource, "actions"> {
  actions: ActionDefinition[];
}
