import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { testSituations } from "./test-situations";

/** The soak runs many more. */
testSituations([...leverVariants, ...greenhouseVariants], 6);
