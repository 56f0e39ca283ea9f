import { greenhouseVariants } from "../environment/greenhouse-variants";
import { testMatrix } from "./test-matrix";

testMatrix(greenhouseVariants);
