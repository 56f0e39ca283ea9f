import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import type { FakeRequest } from "@hrflow-connectors/testing/fakes";
import type { Fakes } from "./create-fakes";
import { heldByGreenhouse, heldByLever } from "./held-records";
import { pushToGreenhouse, pushToLever } from "./push";

export interface Ats {
  name: string;
  push(profile: HrflowProfile, options: RunOptions): Promise<RunResult>;
  /** Everything that it received so far. */
  requests(fakes: Fakes): readonly FakeRequest[];
  /** A line for each record that it holds. */
  held(fakes: Fakes): string[];
}

export const atsList: Ats[] = [
  {
    name: "Lever",
    push: pushToLever,
    requests: ({ lever }) => lever.requests,
    held: ({ lever }) => heldByLever(lever.state),
  },
  {
    name: "Greenhouse",
    push: pushToGreenhouse,
    requests: ({ greenhouse }) => greenhouse.requests,
    held: ({ greenhouse }) => heldByGreenhouse(greenhouse.state),
  },
];
