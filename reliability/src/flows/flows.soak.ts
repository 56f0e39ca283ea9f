import { expect, it } from "vitest";
import { variantName } from "../environment/variant";
import { useHarness } from "../harness";
import { writeResults } from "../report/results";
import { checkFlowCells } from "./check-flow-cells";
import { flows } from "./flows";
import { planFlowCells } from "./run-flow-cell";

const harness = useHarness();

it.each(flows.map((flow) => [variantName(flow), flow] as const))(
  "a flow that meets a fault loses and doubles nothing: %s",
  async (name, flow) => {
    const { connector, credential } = flow;
    const { records, violations } = await checkFlowCells(harness, await planFlowCells(harness.time, flow));
    await writeResults(`flows-${name}`, { kind: "flows", connector, credential, cells: records });
    expect(violations).toEqual([]);
  },
);
