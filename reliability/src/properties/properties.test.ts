import { it } from "vitest";
import { seedOf } from "../random";
import { watchTests } from "../watch-tests";
import { greenhouseVariants } from "../world/greenhouse-variants";
import { leverVariants } from "../world/lever-variants";
import { checkLives } from "./check-lives";

const watch = watchTests();

/** Of each connector; the soak lives many more. */
const count = 25;

it.each([
  ["Lever", leverVariants],
  ["Greenhouse", greenhouseVariants],
])("faults, deaths and restarts in any order leave one record with all its parts: %s", async (name, variants) => {
  const seed = seedOf();
  console.log(`${name}: seed ${seed}`);
  await checkLives(watch, variants, { count, seed });
});
