import { expect, it } from "vitest";
import { createRandom, seedOf } from "../random";
import { greenhouseVariants } from "../world/greenhouse-variants";
import { leverVariants } from "../world/lever-variants";
import type { Variant } from "../world/variant";
import { checkPoints } from "./check-points";

/** Of each connector; the soak kills many more, of every variant and scenario. */
const count = 5;

const oneScenario = (variant: Variant): Variant => ({ ...variant, scenarios: variant.scenarios.slice(0, 1) });

it.each([
  ["Lever", leverVariants.slice(1, 2).map(oneScenario)],
  ["Greenhouse", greenhouseVariants.slice(0, 1).map(oneScenario)],
])("a push to %s whose process is killed is finished by another process", async (name, variants) => {
  const seed = seedOf();
  console.log(`${name}: seed ${seed}`);
  const { points, broken } = await checkPoints(variants, count, createRandom(seed));
  expect(broken).toEqual([]);
  expect(points).toHaveLength(count);
});
