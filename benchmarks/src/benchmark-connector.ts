import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  type ParameterSchema,
  typedApi,
} from "@hrflow-connectors/core/connector";
import { formatCandidate, greenhouseCandidates } from "@hrflow-connectors/greenhouse";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { formatOpportunity, leverOpportunities } from "@hrflow-connectors/lever";

const parameters: ParameterSchema<{ count: number }> = {
  "~standard": {
    version: 1,
    vendor: "benchmark",
    validate: (value) => ({ value: value as { count: number } }),
    jsonSchema: {
      input: () => ({ type: "object", properties: { count: { type: "integer" } } }),
      output: () => ({ type: "object", properties: { count: { type: "integer" } } }),
    },
  },
};

/** An origin that generates `count` profiles in memory, so reading takes no time. */
const generatedProfiles = defineWarehouse({
  name: "Generated profiles",
  dataType: "profile",
  connection: defineConnection({
    name: "benchmark",
    api: typedApi<object>({ baseUrl: "https://example.com" }),
    parameters,
    auth: () => ({ type: "none" }),
    account: () => "benchmark",
  }),
  read: { endpoints: [], read: ({ parameters: { count } }) => generateProfiles(count) },
});

/** Pushes generated profiles to the vendors. */
export const benchmarkConnector = defineConnector({
  name: "Benchmark",
  slug: "benchmark",
  type: "Other",
  url: "https://example.com",
  description: "Pushes generated profiles to Lever and Greenhouse.",
  package: { name: "benchmark", version: "0.0.0" },
  actions: {
    pushToLever: defineAction({
      description: "Pushes generated profiles to Lever.",
      origin: generatedProfiles,
      target: leverOpportunities,
      format: formatOpportunity,
    }),
    pushToGreenhouse: defineAction({
      description: "Pushes generated profiles to Greenhouse.",
      origin: generatedProfiles,
      target: greenhouseCandidates,
      format: (profile) => formatCandidate({ ...profile, tags: [{ name: "greenhouse_job_id", value: "4000000201" }] }),
    }),
  },
});

export async function* generateProfiles(count: number): AsyncGenerator<HrflowProfile> {
  for (let index = 0; index < count; index++) yield profile(index);
}

/** A profile of its own for each index. */
export function profile(index: number): HrflowProfile {
  return {
    key: String(index),
    reference: `person-${index}`,
    source_key: "source",
    source: {},
    info: { full_name: "Ada Example", email: `ada.${index}@example.com`, phone: "+12025550123" },
    created_at: "2026-01-02T03:04:05+0000",
    experiences: [{ company: "Example Works", title: "Engineer" }],
    educations: [{ school: "Example University" }],
    skills: [{ name: "typescript", type: "hard" }],
    tags: [],
    attachments: [],
  };
}
