import { expect, it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import type { Variant } from "../environment/variant";
import { createRandom, readSeed } from "../random";
import { checkKillPoints } from "./check-kill-points";

/** Per connector. The soak kills many more, for every variant and fixture. */
const count = 5;

const withFirstFixture = (variant: Variant): Variant => ({ ...variant, fixtures: variant.fixtures.slice(0, 1) });

it.each([
  ["Lever", leverVariants.slice(1, 2).map(withFirstFixture)],
  ["Greenhouse", greenhouseVariants.slice(0, 1).map(withFirstFixture)],
])("another process completes a push to %s whose process was killed", async (_, variants) => {
  const seed = readSeed();
  const { points, violations } = await checkKillPoints(variants, count, createRandom(seed));
  expect(violations, `seed ${seed}`).toEqual([]);
  expect(points).toHaveLength(count);
});
