import { createMemoryStore, type RunOptions, type RunResult, type Store } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  parameterSchema,
  typedApi,
} from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import type { HrflowProfileItem } from "@hrflow-connectors/hrflow-client/warehouses";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import {
  type CheckedFetch,
  checkedFetch,
  createLeverFake,
  type LeverFakeOptions,
} from "@hrflow-connectors/testing/fakes";
import { expect } from "vitest";
import { formatProfile } from "../formats/format-profile";
import type { LeverCredential } from "../lever-connection";
import { leverOpportunities } from "../lever-warehouses/opportunities";
import type { LeverOpportunityFilters } from "../lever-warehouses/opportunity-filters";
import { leverOpportunity } from "../lever-warehouses/read-opportunity";
import { byApiKey, unlimited } from "./lever";

/** What the target below was given, in the order of the writes. */
const written: { item: HrflowProfileItem; file?: string }[] = [];
/** What it archived. */
const archived: string[] = [];
let refuses: (item: HrflowProfileItem) => boolean = () => false;

/** A target that keeps what it is given, and downloads resumes. */
const target = defineWarehouse({
  name: "Profiles",
  dataType: "profile",
  connection: defineConnection({
    name: "profiles",
    api: typedApi<object>({ baseUrl: "https://api.example.com" }),
    parameters: parameterSchema<{ sync?: boolean }, { sync: boolean }>(
      z.object({ sync: z._default(z.boolean(), false) }),
      z.toJSONSchema,
    ),
    auth: () => ({ type: "none" }),
    account: () => "profiles",
  }),
  write: {
    archive: {
      parameter: "sync",
      limit: () => 0.5,
      async *live() {
        const references = new Set(written.map(({ item }) => item.reference ?? ""));
        for (const id of references) if (!archived.includes(id)) yield { id };
      },
      async archive(id) {
        archived.push(id);
      },
    },
    endpoints: [],
    concurrency: 4,
    idempotent: true,
    async write(item: HrflowProfileItem, { download }) {
      if (refuses(item)) throw new Error("refused");
      const file = item.resume && (await download(item.resume));
      written.push({ item, ...(file ? { file: `${file.name}: ${await file.text()}` } : {}) });
      return { id: item.reference ?? "" };
    },
  },
});

/** The pulls of profiles with that target. */
export const pulls = defineConnector({
  name: "Lever",
  slug: "lever",
  type: "ATS",
  url: "https://www.lever.co",
  description: "Pulls profiles from Lever.",
  package: { name: "@hrflow-connectors/lever", version: "0.0.0-test" },
  actions: {
    pullProfileList: defineAction({
      description: "Pulls profiles.",
      origin: leverOpportunities,
      target,
      format: formatProfile,
    }),
    pullProfile: defineAction({ description: "Pulls one.", origin: leverOpportunity, target, format: formatProfile }),
  },
});

const document = await loadDocument(new URL("../../../../specs/lever/openapi.yaml", import.meta.url));
const leverSpecification = { document, validator: schemaValidator(document) };

export const hour = 3_600_000;
export const startedAt = Date.UTC(2026, 10, 26, 12);

type Seed = NonNullable<LeverFakeOptions["opportunities"]>[number];

/** So many opportunities, created an hour apart, `back` milliseconds and more before the start, the oldest first. */
export function opportunities(count: number, more: (index: number) => Partial<Seed> = () => ({}), back = hour): Seed[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `o${String(index).padStart(5, "0")}`,
    createdAt: startedAt - back - (count - 1 - index) * hour,
    ...more(index),
  }));
}

export type Fetch = CheckedFetch["fetch"];

export interface PullSettings {
  options?: RunOptions;
  readMode?: "sync" | "incremental";
  credential?: LeverCredential;
  refuses?: (item: HrflowProfileItem) => boolean;
  /** Whether profiles of deleted opportunities are archived. Default false. */
  sync?: boolean;
}

/** A Lever account in strict mode and a store, which outlive the runs of a test. Every exchange is checked against the specification. */
export function createPull(options: LeverFakeOptions = {}) {
  const clock = { now: startedAt };
  const vendor = createLeverFake({ strict: true, apiKeys: [byApiKey.apiKey], now: () => clock.now, ...options });
  const hosts = ["https://api.lever.co/v1", "https://api.sandbox.lever.co/v1", "https://sandbox-lever.auth0.com"];
  const checked = checkedFetch(vendor.fetch, Object.fromEntries(hosts.map((host) => [host, leverSpecification])));
  // The check understands JSON alone.
  const checkedUnlessFile: Fetch = (input, init) =>
    (String(input instanceof Request ? input.url : input).endsWith("/download") ? vendor : checked).fetch(input, init);
  const store = createMemoryStore();
  written.length = 0;
  archived.length = 0;

  async function run(
    filters: LeverOpportunityFilters = {},
    settings: PullSettings & { fetch?: Fetch; store?: Store } = {},
  ): Promise<RunResult & { ids: string[] }> {
    const { readMode = "sync", sync = false, credential = byApiKey, fetch = checkedUnlessFile } = settings;
    refuses = settings.refuses ?? (() => false);
    const before = written.length;
    const result = await pulls.pullProfileList(
      {
        workflowId: "w",
        actionParameters: { readMode },
        originParameters: { ...credential, ...filters },
        targetParameters: { sync },
      },
      { fetch, store: settings.store ?? store, rateLimits: unlimited, ...settings.options },
    );
    expect(checked.violations).toEqual([]);
    return { ...result, ids: written.slice(before).map(({ item }) => item.reference ?? "") };
  }

  const lists = () => vendor.requests.filter(({ path }) => path === "/opportunities");
  const queries = () => lists().map(({ url }) => Object.fromEntries(new URL(url).searchParams));
  return { vendor, clock, store, fetch: checkedUnlessFile, run, lists, queries, written, archived };
}
