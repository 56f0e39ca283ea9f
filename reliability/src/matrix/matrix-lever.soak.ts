import { leverVariants } from "../environment/lever-variants";
import { describeMatrix } from "./describe-matrix";

for (const variant of leverVariants) await describeMatrix(variant);
