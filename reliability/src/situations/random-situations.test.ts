import { readSeed } from "@hrflow-connectors/testing/vitest";
import { it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { useHarness } from "../harness";
import { checkRandomSituations } from "./random-situations";

const harness = useHarness();

/** Per connector. The soak runs many more. */
const count = 25;

it.each([
  ["Lever", leverVariants],
  ["Greenhouse", greenhouseVariants],
])("leaves one record with all its parts after random faults, crashes and restarts: %s", async (_, variants) => {
  await checkRandomSituations(harness, variants, { count, seed: readSeed(), isMixed: false });
});

it.each([
  ["Lever", leverVariants],
  ["Greenhouse", greenhouseVariants],
])("loses, doubles and mixes up nobody in random situations: %s", async (_, variants) => {
  await checkRandomSituations(harness, variants, { count, seed: readSeed(), isMixed: true });
});
