import { readSeed } from "@hrflow-connectors/testing/vitest";
import { it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { useHarness } from "../harness";
import { writeResults } from "../report/results";
import { checkRandomSituations } from "./random-situations";

const harness = useHarness();

/** Per connector. */
const count = 500;
const mixed = 400;

it.each([
  ["Lever", leverVariants],
  ["Greenhouse", greenhouseVariants],
])(
  "leaves one record with all its parts after random faults, crashes and restarts: %s",
  async (connector, variants) => {
    await checkRandomSituations(harness, variants, { count, seed: readSeed(), isMixed: false });
    await checkRandomSituations(harness, variants, { count: mixed, seed: readSeed(), isMixed: true });
    await writeResults(`scenarios-${connector}`, { kind: "scenarios", connector, count, mixed });
  },
);
