import { it } from "vitest";
import { seedOf } from "../random";
import { writeResults } from "../report/results";
import { watchTests } from "../watch-tests";
import { greenhouseVariants } from "../world/greenhouse-variants";
import { leverVariants } from "../world/lever-variants";
import { checkLives } from "./check-lives";

const watch = watchTests();

/** Of each connector. */
const count = 500;

it.each([
  ["Lever", leverVariants],
  ["Greenhouse", greenhouseVariants],
])("faults, deaths and restarts in any order leave one record with all its parts: %s", async (connector, variants) => {
  const seed = seedOf();
  console.log(`${connector}: seed ${seed}`);
  await checkLives(watch, variants, { count, seed });
  await writeResults(`lives-${connector}`, { kind: "lives", connector, count });
});
