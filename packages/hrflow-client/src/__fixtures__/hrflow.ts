import { defineAction, defineConnector, defineWarehouse, type RunOptions } from "@hrflow-connectors/core";
import { type Answer, recordingFetch, witness } from "@hrflow-connectors/testing/vitest";
import * as z from "zod";
import type { HrflowJob, HrflowProfile } from "../hrflow-types";
import { type HrflowJobItem, type HrflowJobsParameters, hrflowJobs } from "../warehouses/hrflow-jobs";
import { type HrflowProfilesParameters, hrflowProfiles } from "../warehouses/hrflow-profiles";

export const apiSecret = "askr_0123456789abcdef0123456789abcdef";
const apiUser = "ada@example.com";
export const sourceKey = "5".repeat(40);
export const profileKey = "7".repeat(40);
export const boardKey = "b".repeat(40);

export const readRoute = "GET https://api.hrflow.ai/v1/profile/indexing";
export const findRoute = "GET https://api.hrflow.ai/v1/job/indexing";
export const createRoute = "POST https://api.hrflow.ai/v1/job/indexing";
export const updateRoute = "PUT https://api.hrflow.ai/v1/job/indexing";

export const headers = {
  "x-api-key": apiSecret,
  "x-user-email": apiUser,
  "user-agent": "hrflow-connectors/1.2.3 (@example/test)",
};

export const storedProfile: HrflowProfile = {
  key: profileKey,
  reference: "person-1",
  source_key: sourceKey,
  source: { key: sourceKey, name: "Careers", type: "api", subtype: "http_api", environment: "test" },
  info: { full_name: "Ada Example", email: "ada@example.com" },
};

export const storedJob: HrflowJob = {
  id: 12,
  key: "a".repeat(40),
  reference: "job-1",
  board_key: boardKey,
  board: { key: boardKey, name: "Jobs", type: "api", subtype: "http_api", environment: "test" },
  name: "Baker",
  location: { text: "Lyon", lat: 45.7, lng: 4.8 },
  sections: [],
};

/** What HrFlow.ai answers around its data. */
export const envelope = (data: unknown, code = 200) => ({ code, message: "OK", data });
export const refusal = (code: number, message: string) => ({ code, message });

const nothing = z.object({});
const base = {
  specificationVersion: "v1",
  name: "Test",
  slug: "test",
  type: "Other",
  url: "https://example.com",
  description: "A connector for tests.",
  package: { name: "@example/test", version: "1.2.3" },
} as const;

/** Reads profiles into a list. */
export async function readProfiles(
  answers: Record<string, Answer | Answer[]>,
  parameters: Partial<HrflowProfilesParameters> = {},
  options: RunOptions = {},
) {
  const items: HrflowProfile[] = [];
  const list = defineWarehouse({
    specificationVersion: "v1",
    name: "List",
    dataType: "profile",
    write: {
      parameters: nothing,
      endpoints: [],
      open: async () => ({ write: async (item: HrflowProfile) => ({ id: `list-${items.push(item)}` }) }),
    },
  });
  const pull = defineAction({ description: "", origin: hrflowProfiles, target: list, format: (item) => item });
  const connector = defineConnector({ ...base, actions: { pull } });
  const recorded = recordingFetch(answers);
  const seen = witness();
  const result = await connector.pull(
    {
      workflowId: "w",
      originParameters: { apiSecret, apiUser, sourceKey, profileKey, ...parameters },
      targetParameters: {},
    },
    { fetch: recorded.fetch, ...seen.options, ...options },
  );
  return { result, items, ...recorded, events: seen.events, lines: seen.lines };
}

/** Writes jobs from a list. */
export async function writeJobs(
  jobs: HrflowJobItem[],
  answers: Record<string, Answer | Answer[]>,
  parameters: Partial<HrflowJobsParameters> = {},
  options: RunOptions = {},
) {
  const list = defineWarehouse({
    specificationVersion: "v1",
    name: "List",
    dataType: "job",
    read: {
      parameters: nothing,
      endpoints: [],
      async *read(): AsyncGenerator<HrflowJobItem> {
        yield* jobs;
      },
    },
  });
  const push = defineAction({ description: "", origin: list, target: hrflowJobs, format: (item) => item });
  const connector = defineConnector({ ...base, actions: { push } });
  const recorded = recordingFetch(answers);
  const seen = witness();
  const result = await connector.push(
    { workflowId: "w", originParameters: {}, targetParameters: { apiSecret, apiUser, boardKey, ...parameters } },
    { fetch: recorded.fetch, ...seen.options, ...options },
  );
  return { result, ...recorded, events: seen.events, lines: seen.lines };
}
