import { createMemoryStore, type Fetch, type RunOptions } from "@hrflow-connectors/core";
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
import { checkedFetch, createGreenhouseFake, type GreenhouseFakeOptions } from "@hrflow-connectors/testing/fakes";
import { formatProfile } from "../formats/format-profile";
import type { GreenhouseCandidateFilters, GreenhouseV3CandidateFilters } from "../greenhouse-candidate-parameters";
import { greenhouseProfile, greenhouseProfiles } from "../greenhouse-connector";
import { v1Parameters, v3Parameters } from "./push-input";
import type { Version } from "./push-scenario";
import { settle } from "./settle";

/** The first of the seeded ids. */
export const firstId = 4_000_100_000;

/** As many candidates with an application each, created and changed a minute after one another. The newest has the largest id. */
export function people(count: number, startAt = "2026-01-05T08:00:00.000Z") {
  const rows = Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.parse(startAt) + index * 60_000).toISOString();
    return { id: firstId + index, created_at: at, updated_at: at };
  });
  return {
    candidates: rows.map((row, index) => ({ ...row, first_name: "Ada", last_name: `Example ${index}` })),
    applications: rows.map((row) => ({ ...row, id: row.id + 1_000_000, candidate_id: row.id, job_id: 77 })),
  };
}

const load = async (name: string) => {
  const document = await loadDocument(new URL(`../../../../specs/${name}/openapi.yaml`, import.meta.url));
  return { document, validator: schemaValidator(document) };
};
const harvestV3 = await load("greenhouse-harvest-v3");
const specifications = {
  "https://auth.greenhouse.io": harvestV3,
  "https://harvest.greenhouse.io/v3": harvestV3,
  "https://harvest.greenhouse.io/v1": await load("greenhouse-harvest-v1"),
};

/** What a pull delivers: the profile, and the name and the text of its resume. */
export interface Delivered {
  profile: HrflowProfileItem;
  resume?: string;
}

interface PullSettings {
  version?: Version;
  filters?: GreenhouseV3CandidateFilters & GreenhouseCandidateFilters;
  incremental?: boolean;
  options?: RunOptions;
  /** Throws to fail the write of an item. */
  onWrite?: (profile: HrflowProfileItem) => unknown;
}

/** A connector whose pulls of profiles end in a list in place of HrFlow.ai. `onWrite` throws to fail the write of an item. */
export function createProfilePulls(delivered: Delivered[], onWrite?: (profile: HrflowProfileItem) => unknown) {
  const target = defineWarehouse({
    name: "Inbox",
    dataType: "profile",
    connection: defineConnection({
      name: "inbox",
      api: typedApi<object>({ baseUrl: "https://inbox.example" }),
      parameters: parameterSchema<object>(z.object({}), z.toJSONSchema),
      auth: () => ({ type: "none" }),
      account: () => "inbox",
    }),
    write: {
      endpoints: [],
      concurrency: 4,
      idempotent: true,
      async write(profile: HrflowProfileItem, { download }) {
        onWrite?.(profile);
        const file = profile.resume && (await download(profile.resume));
        delivered.push({ profile, ...(file ? { resume: `${file.name}: ${await file.text()}` } : {}) });
        return { id: profile.reference ?? "" };
      },
    },
  });
  const format = formatProfile;
  return defineConnector({
    name: "Greenhouse",
    slug: "greenhouse",
    type: "ATS",
    url: "https://www.greenhouse.com",
    description: "Pulls candidates into a stand-in for HrFlow.ai.",
    package: { name: "@hrflow-connectors/greenhouse", version: "0.0.0-test" },
    actions: {
      pullProfileList: defineAction({ description: "Pulls candidates.", origin: greenhouseProfiles, target, format }),
      pullProfile: defineAction({ description: "Pulls a candidate.", origin: greenhouseProfile, target, format }),
    },
  });
}

/** A Greenhouse account, and pulls of its candidates. Needs fake timers. */
export function createPullScenario(settings: GreenhouseFakeOptions = {}) {
  const fake = createGreenhouseFake({ strict: true, limits: { v3: 10_000, v1: 10_000 }, ...settings });
  const checked = checkedFetch(fake.fetch, specifications);
  const store = createMemoryStore();
  const delivered: Delivered[] = [];
  let check: PullSettings["onWrite"];
  const connector = createProfilePulls(delivered, (profile) => check?.(profile));
  const credential = { v3: v3Parameters, v1: v1Parameters };
  const surroundings = (options: RunOptions = {}) => ({ fetch: checked.fetch as Fetch, store, ...options });
  return {
    fake,
    store,
    delivered,
    violations: checked.violations,
    /** References of what was delivered, and forgets it. */
    take: () => delivered.splice(0).map(({ profile }) => profile.reference),
    async pull({ version = "v3", filters = {}, incremental = false, options, onWrite }: PullSettings = {}) {
      check = onWrite;
      const originParameters = { ...credential[version], ...filters } as typeof v3Parameters;
      const actionParameters = { readMode: incremental ? ("incremental" as const) : ("sync" as const) };
      const input = { workflowId: "w", actionParameters, originParameters, targetParameters: {} };
      return settle(connector.pullProfileList(input, surroundings(options)), 250);
    },
    async pullOne(version: Version, candidateId: number) {
      const originParameters = { ...credential[version], candidateId } as typeof v3Parameters & { candidateId: number };
      const input = { workflowId: "w", originParameters, targetParameters: {} };
      return settle(connector.pullProfile(input, surroundings()), 250);
    },
    /** The requests for a list so far, as their queries. */
    queries: (path: string) =>
      fake.requests.filter((request) => request.path === path).map(({ url }) => new URL(url).searchParams),
  };
}
