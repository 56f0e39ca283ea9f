import { leverVariants } from "../world/lever-variants";
import { describeKills } from "./describe-kills";

describeKills(leverVariants);
