import { greenhouseVariants } from "../environment/greenhouse-variants";
import { describeSituations } from "./describe-situations";

describeSituations(greenhouseVariants);
