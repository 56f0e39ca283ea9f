import { createRandom, readSeed } from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import type { Variant } from "../environment/variant";
import { checkKillPoints } from "./check-kill-points";
import { chooseKillPoints, killPointsOf } from "./kill-points";

/** Per connector. The soak kills many more, for every variant and fixture. */
const count = 3;

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

it("a seed chooses the same moments, in whatever order requests that are sent together arrive", () => {
  const [variant] = greenhouseVariants;
  const [fixture] = variant?.fixtures ?? [];
  if (!variant || !fixture) throw new Error("no variant");
  const moments = ["GET /a/1000001", "GET /b/1000002", "GET /c/1000003"].flatMap((name) => [
    ...[`before ${name} is received`, `after ${name} is processed`],
    ...["before the token is stored", "after the token is stored"],
  ]);
  const chosenFrom = (order: readonly string[]) => {
    const random = createRandom(readSeed());
    const points = killPointsOf({ variant, fixture, parts: [] }, order, random);
    return chooseKillPoints(points, 7, random).map(({ moment }) => moment);
  };
  expect(chosenFrom([...moments].reverse())).toEqual(chosenFrom(moments));
});
