import type { DataType } from "./data-type";
import type { Origin } from "./origin";
import type { SpecificationVersion } from "./specification-version";
import type { Target } from "./target";

/** A place where records are kept. What it can do besides is said by the interfaces below; a warehouse may have both sides. */
export interface Warehouse {
  specificationVersion: SpecificationVersion;
  /** As people know it: `Acme people`. */
  name: string;
  dataType: DataType;
}

/** A warehouse that can be read. */
export interface ReadableWarehouse<Input, Parameters, Item> extends Warehouse {
  read: Origin<Input, Parameters, Item>;
}

/** A warehouse that can be written. */
export interface WritableWarehouse<Input, Parameters, Item> extends Warehouse {
  write: Target<Input, Parameters, Item>;
}
