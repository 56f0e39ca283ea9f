import { greenhouseVariants } from "../environment/greenhouse-variants";
import { testSituations } from "./test-situations";

testSituations(greenhouseVariants, 120, true);
