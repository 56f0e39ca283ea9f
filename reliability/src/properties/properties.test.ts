import { afterAll, beforeAll, it } from "vitest";
import { seedOf } from "../random";
import { startVirtualTime, type VirtualTime } from "../time/virtual-time";
import { type UnhandledWatch, watchUnhandled } from "../unhandled";
import { greenhouseVariants } from "../world/greenhouse-variants";
import { leverVariants } from "../world/lever-variants";
import { checkLives } from "./check-lives";

let time: VirtualTime;
let unhandled: UnhandledWatch;

beforeAll(() => {
  time = startVirtualTime();
  unhandled = watchUnhandled();
});
afterAll(() => {
  time.stop();
  unhandled.stop();
});

/** Of each connector; the soak lives many more. */
const count = 25;

it.each([
  ["Lever", leverVariants],
  ["Greenhouse", greenhouseVariants],
])("faults, deaths and restarts in any order leave one record with all its parts: %s", async (name, variants) => {
  const seed = seedOf();
  console.log(`${name}: seed ${seed}`);
  await checkLives(time, unhandled, variants, { count, seed });
});
