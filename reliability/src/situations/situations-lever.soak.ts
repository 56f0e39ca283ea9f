import { leverVariants } from "../environment/lever-variants";
import { describeSituations } from "./describe-situations";

describeSituations(leverVariants);
