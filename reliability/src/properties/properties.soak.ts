import { afterAll, beforeAll, it } from "vitest";
import { seedOf } from "../random";
import { writeResults } from "../report/results";
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

/** Of each connector. */
const count = 500;

it.each([
  ["Lever", leverVariants],
  ["Greenhouse", greenhouseVariants],
])("faults, deaths and restarts in any order leave one record with all its parts: %s", async (connector, variants) => {
  const seed = seedOf();
  console.log(`${connector}: seed ${seed}`);
  await checkLives(time, unhandled, variants, { count, seed });
  await writeResults(`lives-${connector}`, { kind: "lives", connector, count });
});
