import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { lever } from "@hrflow-connectors/lever";
import type { FakeRequest } from "@hrflow-connectors/testing/fakes";
import {
  type Fakes,
  greenhouseClient,
  greenhouseUser,
  hrflowAccount,
  isPulled,
  leverApp,
  leverCode,
} from "./create-fakes";
import { describeGreenhouseRecords, describeLeverRecords } from "./describe-records";

export interface Ats {
  name: string;
  push(profile: HrflowProfile, options: RunOptions): Promise<RunResult>;
  /** All requests that the fake received so far, including token requests. */
  requests(fakes: Fakes): readonly FakeRequest[];
  /** One line per record that the pushes created. */
  records(fakes: Fakes): string[];
}

export const atsList: Ats[] = [
  {
    name: "Lever",
    push: pushToLever,
    requests: ({ lever }) => lever.requests,
    records({ lever: { state } }) {
      const isPushed = (record: { id: string }) => !isPulled(record);
      return describeLeverRecords({
        ...state,
        contacts: state.contacts.filter(isPushed),
        opportunities: state.opportunities.filter(isPushed),
      });
    },
  },
  {
    name: "Greenhouse",
    push: pushToGreenhouse,
    requests: ({ greenhouse }) => greenhouse.requests,
    records: ({ greenhouse }) => describeGreenhouseRecords(greenhouse.state),
  },
];

function pushToLever(profile: HrflowProfile, options: RunOptions): Promise<RunResult> {
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

function pushToGreenhouse(profile: HrflowProfile, options: RunOptions): Promise<RunResult> {
  return greenhouse.pushProfile(
    {
      workflowId: "demo-greenhouse",
      originParameters: originParameters(profile),
      targetParameters: { ...greenhouseClient, userId: greenhouseUser },
    },
    options,
  );
}

function originParameters(profile: HrflowProfile) {
  return { ...hrflowAccount, sourceKey: profile.source_key, profileKey: profile.key ?? "" };
}
