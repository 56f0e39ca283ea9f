import { leverVariants } from "../environment/lever-variants";
import { testMatrix } from "./test-matrix";

testMatrix(leverVariants);
