import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { lever } from "@hrflow-connectors/lever";
import { greenhouseClient, greenhouseUser, hrflowAccount, leverApp, leverCode } from "./credentials";

const originParameters = (profile: HrflowProfile) => ({
  ...hrflowAccount,
  sourceKey: profile.source_key,
  profileKey: profile.key ?? "",
});

export function pushToLever(profile: HrflowProfile, options: RunOptions): Promise<RunResult> {
  return lever.pushProfile(
    {
      workflowId: "demo-lever",
      originParameters: originParameters(profile),
      targetParameters: {
        ...leverApp,
        authDomain: "auth.lever.co",
        clientDomain: "api",
        authorizationCode: leverCode,
        performAs: "8d49b010-cc6a-4f40-ace5-e86061c677ed",
        parse: true,
      },
    },
    options,
  );
}

export function pushToGreenhouse(profile: HrflowProfile, options: RunOptions): Promise<RunResult> {
  return greenhouse.pushProfile(
    {
      workflowId: "demo-greenhouse",
      originParameters: originParameters(profile),
      targetParameters: { ...greenhouseClient, userId: greenhouseUser },
    },
    options,
  );
}
