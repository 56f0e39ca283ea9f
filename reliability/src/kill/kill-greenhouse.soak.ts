import { greenhouseVariants } from "../environment/greenhouse-variants";
import { describeKills } from "./describe-kills";

describeKills(greenhouseVariants);
