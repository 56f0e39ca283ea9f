import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { createRandom, readSeed, sample } from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { variantName } from "../environment/variant";
import { useHarness } from "../harness";
import { checkFlowCells } from "./check-flow-cells";
import { flows } from "./flows";
import { planFlowCells } from "./run-flow-cell";

const harness = useHarness();

/** Per flow. The soak runs all cells. */
const sampleSize = 20;

it.each(flows.map((flow) => [variantName(flow), flow] as const))(
  "a flow that meets a fault loses and doubles nothing: %s",
  async (_, flow) => {
    const seed = readSeed();
    const cells = sample(await planFlowCells(harness.time, flow), sampleSize, createRandom(seed));
    const { records, violations } = await checkFlowCells(harness, cells);
    expect(violations, `seed ${seed}`).toEqual([]);
    expect(records).toHaveLength(sampleSize);
  },
);

it.each([
  ["Lever", lever, leverVariants],
  ["Greenhouse", greenhouse, greenhouseVariants],
] as const)("every action of %s meets faults", (connector, { definition }, variants) => {
  // The variants push single profiles.
  const pushed = variants.map(() => "pushProfile");
  const others = flows.filter((flow) => flow.connector === connector).map(({ credential }) => credential.split(" ")[0]);
  const covered = new Set([...pushed, ...others]);
  expect(definition.actions.map(({ method }) => method).filter((method) => !covered.has(method))).toEqual([]);
});
