import { expect, it } from "vitest";
import { variantName } from "../environment/variant";
import { checkCells } from "../matrix/check-cells";
import { writeResults } from "../report/results";
import { describeFlows, planFlowCells, testedFlow } from "./plan-flow-cells";

describeFlows((group, harness) => {
  it.each(group.flows.map((flow) => [variantName(flow), flow] as const))(
    "a flow that meets a fault loses and doubles nothing: %s",
    async (name, flow) => {
      const { connector, credential } = flow;
      const tested = testedFlow(group, flow, harness.subject);
      const { records, violations } = await checkCells(harness.unhandled, await planFlowCells(tested, flow));
      await writeResults(`flows-${name}`, { kind: "flows", connector, credential, cells: records });
      expect(violations).toEqual([]);
    },
  );
});
