import { greenhouseVariants } from "../world/greenhouse-variants";
import { describeKills } from "./describe-kills";

describeKills(greenhouseVariants);
