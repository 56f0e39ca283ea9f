import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { createRandom, readSeed, sample } from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
import { variantName } from "../environment/variant";
import { checkCells } from "../matrix/check-cells";
import { flows } from "./flows";
import { describeFlows, planFlowCells, testedFlow } from "./plan-flow-cells";

/** Per flow. The soak runs all cells. */
const sampleSize = 10;

describeFlows((group, harness) => {
  it.each(group.flows.map((flow) => [variantName(flow), flow] as const))(
    "a flow that meets a fault loses and doubles nothing: %s",
    async (_, flow) => {
      const tested = testedFlow(group, flow, harness.subject);
      const seed = readSeed();
      const cells = sample(await planFlowCells(tested, flow), sampleSize, createRandom(seed));
      const { records, violations } = await checkCells(harness.unhandled, cells);
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(records).toHaveLength(sampleSize);
    },
  );
});

it.each([
  ["Lever", lever],
  ["Greenhouse", greenhouse],
] as const)("every action of %s meets faults", (connector, { definition }) => {
  // The matrix pushes single profiles.
  const covered = ["pushProfile", ...flows.filter((flow) => flow.connector === connector).map(({ method }) => method)];
  expect(definition.actions.map(({ method }) => method).filter((method) => !covered.includes(method))).toEqual([]);
});
