import { greenhouseVariants } from "../environment/greenhouse-variants";
import { describeMatrix } from "./describe-matrix";

for (const variant of greenhouseVariants) await describeMatrix(variant);
