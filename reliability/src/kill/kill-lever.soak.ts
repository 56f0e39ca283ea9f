import { leverVariants } from "../environment/lever-variants";
import { describeKills } from "./describe-kills";

describeKills(leverVariants);
