import { expect, it } from "vitest";
import { variantName } from "../environment/variant";
import { writeResults } from "../report/results";
import { checkFlowCells, describeFlows, planFlowCells, testedFlow } from "./run-flow-cell";

describeFlows((group, harness) => {
  it.each(group.flows.map((flow) => [variantName(flow), flow] as const))(
    "a flow that meets a fault loses and doubles nothing: %s",
    async (name, flow) => {
      const { connector, credential } = flow;
      const tested = testedFlow(group, flow, harness.subject);
      const { records, violations } = await checkFlowCells(harness, tested, flow, await planFlowCells(tested));
      await writeResults(`flows-${name}`, { kind: "flows", connector, credential, cells: records });
      expect(violations).toEqual([]);
    },
  );
});
