import { leverVariants } from "../environment/lever-variants";
import { testSituations } from "./test-situations";

testSituations(leverVariants, 120, true);
