import type { RunOptions } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  parameterSchema,
  typedApi,
} from "@hrflow-connectors/core/connector";
import { type Responder, recordingFetch, runRecorder } from "@hrflow-connectors/testing/vitest";
import * as z from "zod";
import type { HrflowJob, HrflowProfile } from "../hrflow-types";
import { type HrflowJobItem, hrflowJobs } from "../warehouses/hrflow-jobs";
import { type HrflowProfilesParameters, hrflowProfiles } from "../warehouses/hrflow-profiles";
import type { HrflowJobsParameters } from "../warehouses/job-parameters";

export const apiSecret = "askr_0123456789abcdef0123456789abcdef";
export const apiUser = "ada@example.com";
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
  accept: "application/json",
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

/** The envelope of every response of HrFlow.ai. */
export const envelope = (data: unknown, code = 200) => ({ code, message: "OK", data });
export const refusal = (code: number, message: string) => ({ code, message });

/** Lists in memory. */
const lists = defineConnection({
  name: "lists",
  api: typedApi<object>({ baseUrl: "https://lists.example" }),
  parameters: parameterSchema<object>(z.object({})),
  auth: () => ({ type: "none" }),
  account: () => "lists",
});

const base = {
  name: "Test",
  slug: "test",
  type: "Other",
  url: "https://example.com",
  description: "A connector for tests.",
  package: { name: "@example/test", version: "1.2.3" },
} as const;

/** Reads profiles into a list. */
export async function readProfiles(
  responses: Record<string, Responder | Responder[]>,
  parameters: Partial<HrflowProfilesParameters> = {},
  options: RunOptions = {},
) {
  const items: HrflowProfile[] = [];
  const list = defineWarehouse({
    name: "List",
    dataType: "profile",
    connection: lists,
    write: { endpoints: [], write: async (item: HrflowProfile) => ({ id: `list-${items.push(item)}` }) },
  });
  const pull = defineAction({ description: "", origin: hrflowProfiles, target: list, format: (item) => item });
  const connector = defineConnector({ ...base, actions: { pull } });
  const recorded = recordingFetch(responses);
  const seen = runRecorder();
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

/** Writes jobs from a list that is all that its origin has. */
export async function writeJobs(
  jobs: HrflowJobItem[] | (() => AsyncGenerator<HrflowJobItem>),
  responses: Record<string, Responder | Responder[]>,
  parameters: Partial<HrflowJobsParameters> = {},
  {
    format = (job) => job,
    logics = [],
    dryRun = false,
    ownTags = [],
    ...options
  }: RunOptions & {
    dryRun?: boolean;
    ownTags?: string[];
    format?: (job: HrflowJobItem) => HrflowJobItem;
    logics?: ((job: HrflowJobItem) => HrflowJobItem | null)[];
  } = {},
) {
  const list = defineWarehouse({
    name: "List",
    dataType: "job",
    connection: lists,
    read: {
      endpoints: [],
      isFiltered: () => false,
      async *read(): AsyncGenerator<HrflowJobItem> {
        yield* typeof jobs === "function" ? jobs() : jobs;
      },
    },
  });
  const push = defineAction({ description: "", origin: list, target: hrflowJobs, format, ownTags });
  const connector = defineConnector({ ...base, actions: { push } });
  const recorded = recordingFetch(responses);
  const seen = runRecorder();
  const result = await connector.push(
    {
      workflowId: "w",
      actionParameters: { logics, dryRun },
      originParameters: {},
      targetParameters: { apiSecret, apiUser, boardKey, ...parameters },
    },
    { fetch: recorded.fetch, ...seen.options, ...options },
  );
  return { result, ...recorded, events: seen.events, lines: seen.lines };
}
