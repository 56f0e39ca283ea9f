import type { Fetch, RunOptions } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  parameterSchema,
  typedApi,
} from "@hrflow-connectors/core/connector";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import { checkedFetch, createHrflowFake, type HrflowFakeOptions, joinFakes } from "@hrflow-connectors/testing/fakes";
import { type Responder, recordingFetch, runRecorder } from "@hrflow-connectors/testing/vitest";
import * as z from "zod";
import { hrflowProfileTarget } from "../warehouses/hrflow-profile-target";
import type { HrflowProfileItem } from "../warehouses/profile-fields";
import type { HrflowProfileTargetParameters } from "../warehouses/profile-target-parameters";

export const apiSecret = `ask_${"0".repeat(32)}`;
export const apiUser = "ada@example.com";
export const sourceKey = "5".repeat(40);

const document = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
const specifications = { "https://api.hrflow.ai/v1": { document, validator: schemaValidator(document) } };

/** Lists in memory. */
const lists = defineConnection({
  name: "lists",
  api: typedApi<object>({ baseUrl: "https://lists.example" }),
  parameters: parameterSchema<object>(z.object({})),
  auth: () => ({ type: "none" }),
  account: () => "lists",
});

interface Settings extends RunOptions {
  dryRun?: boolean;
  /** Needs a store. The items' cursor is `created_at`. */
  readMode?: "sync" | "incremental";
  format?: (item: HrflowProfileItem) => HrflowProfileItem;
  ownTags?: string[];
  /** The files that the origin's credential opens, by id. */
  files?: Record<string, () => File | Promise<File>>;
  /** The references of the items that the origin says it deleted. Default none. */
  deleted?: string[];
}

/** Writes profiles from a list in one run. */
export async function push(
  items: HrflowProfileItem[],
  fetch: Fetch,
  parameters: Partial<HrflowProfileTargetParameters>,
  {
    format = (item) => item,
    ownTags = [],
    files = {},
    dryRun = false,
    readMode = "sync",
    deleted = [],
    ...options
  }: Settings,
) {
  const list = defineWarehouse({
    name: "List",
    dataType: "profile",
    connection: lists,
    read: {
      endpoints: [],
      async *read(): AsyncGenerator<HrflowProfileItem> {
        yield* items;
      },
      cursor: ({ created_at }) => created_at ?? null,
      isFiltered: () => false,
      async *deleted(): AsyncGenerator<string> {
        yield* deleted;
      },
      async file({ id }) {
        const open = files[id];
        if (!open) throw new Error(`there is no file ${id}`);
        return open();
      },
    },
  });
  const connector = defineConnector({
    name: "Test",
    slug: "test",
    type: "Other",
    url: "https://example.com",
    description: "A connector for tests.",
    package: { name: "@example/test", version: "1.2.3" },
    actions: { push: defineAction({ description: "", origin: list, target: hrflowProfileTarget, format, ownTags }) },
  });
  const seen = runRecorder();
  const result = await connector.push(
    {
      workflowId: "w",
      actionParameters: { dryRun, readMode },
      originParameters: {},
      targetParameters: { apiSecret, apiUser, sourceKey, ...parameters },
    },
    { fetch, rateLimits: { hrflow: { requests: 10_000, perMs: 1_000, burst: 10_000 } }, ...seen.options, ...options },
  );
  return { result, events: seen.events, lines: seen.lines };
}

/** Writes profiles and responds from a table. */
export async function writeProfiles(
  items: HrflowProfileItem[],
  responses: Record<string, Responder | Responder[]>,
  parameters: Partial<HrflowProfileTargetParameters> = {},
  settings: Settings = {},
) {
  const recorded = recordingFetch(responses);
  return { ...(await push(items, recorded.fetch, parameters, settings)), ...recorded };
}

/** HrFlow.ai with one source, which outlives the runs of a test. A request that its specification forbids fails. */
export function createSource(options: Partial<HrflowFakeOptions> = {}, files: Record<string, () => Response> = {}) {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    strict: true,
    ...options,
  });
  const checked = checkedFetch(joinFakes([hrflow], { files }), specifications);
  const fetch = async (request: Request) => {
    const response = await checked.fetch(request);
    const faults = checked.violations.filter((line) => line.includes(": request: "));
    if (faults.length > 0) throw new Error(faults.join("\n"));
    return response;
  };
  return {
    hrflow,
    /** Requests as `METHOD /path`. */
    calls: () => hrflow.requests.map(({ method, path }) => `${method} ${path}`),
    write: (
      items: HrflowProfileItem[],
      parameters: Partial<HrflowProfileTargetParameters> = {},
      settings: Settings = {},
    ) => push(items, fetch, parameters, settings),
  };
}
