import { leverVariants } from "../world/lever-variants";
import { describeMatrix } from "./describe-matrix";

for (const variant of leverVariants) await describeMatrix(variant);
