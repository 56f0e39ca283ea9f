import { createRandom, readSeed, sample } from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
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
