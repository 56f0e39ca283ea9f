import { createMemoryStore, type RunEvent, type RunOptions, type RunResult } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { lever } from "@hrflow-connectors/lever";

/** What surrounds a push of the demo. */
export type Surroundings = Pick<RunOptions, "fetch" | "signal"> & { onEvent: (event: RunEvent) => void };

const originParameters = (profile: HrflowProfile) => ({
  apiSecret: "ask_00000000000000000000000000000000",
  apiUser: "demo@example.com",
  sourceKey: profile.source_key,
  profileKey: profile.key ?? "",
});

export function pushToLever(profile: HrflowProfile, surroundings: Surroundings): Promise<RunResult> {
  return lever.pushProfile(
    {
      workflowId: "demo-lever",
      originParameters: originParameters(profile),
      targetParameters: {
        authDomain: "auth.lever.co",
        clientDomain: "api",
        clientId: "demo-client",
        clientSecret: "demo-secret",
        authorizationCode: "demo-code",
        performAs: "8d49b010-cc6a-4f40-ace5-e86061c677ed",
        parse: true,
      },
    },
    { ...surroundings, store: createMemoryStore() },
  );
}

export function pushToGreenhouse(profile: HrflowProfile, surroundings: Surroundings): Promise<RunResult> {
  return greenhouse.pushProfile(
    {
      workflowId: "demo-greenhouse",
      originParameters: originParameters(profile),
      targetParameters: { clientId: "demo-client", clientSecret: "demo-secret", userId: 4000000012 },
    },
    { ...surroundings, store: createMemoryStore() },
  );
}
