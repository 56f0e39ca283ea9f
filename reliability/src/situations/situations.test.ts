import { createRandom, readSeed } from "@hrflow-connectors/testing/vitest";
import { describe, expect, it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { variantName } from "../environment/variant";
import { useHarness } from "../harness";
import { checkSituations } from "./check-situations";
import { chooseSituations, kindsOf } from "./choose-situations";
import { situationKinds } from "./situation";

const harness = useHarness();

/** Per kind and variant. The soak runs many more. */
const count = 6;

describe.each([...leverVariants, ...greenhouseVariants].map((variant) => [variantName(variant), variant] as const))(
  "nobody is lost, doubled or mixed up by a push to %s if",
  (_, variant) => {
    it.each(kindsOf(variant).map((kind) => [situationKinds[kind], kind] as const))("%s", async (_, kind) => {
      const seed = readSeed();
      const chosen = await chooseSituations(harness.time, kind, variant, count, createRandom(seed));
      const { endings, violations } = await checkSituations(harness, chosen);
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(endings).toHaveLength(count);
    });
  },
);
