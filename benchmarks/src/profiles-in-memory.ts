import { defineWarehouse, type ParameterSchema } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";

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

/** An origin of so many profiles; it costs nothing to read. */
export const profilesInMemory = defineWarehouse({
  specificationVersion: "v1",
  name: "Profiles made in memory",
  dataType: "profile",
  read: { parameters, endpoints: [], read: ({ count }) => profiles(count) },
});

export async function* profiles(count: number): AsyncGenerator<HrflowProfile> {
  for (let index = 0; index < count; index++) yield profile(index);
}

function profile(index: number): HrflowProfile {
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
