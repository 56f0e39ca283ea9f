import type { ConformanceSettings } from "@hrflow-connectors/testing/vitest";
import { type AcmeState, createAcmeFake } from "./acme-fake";

const apiKey = "acme-api-key";
const job = (number: number) => ({
  ...{ id: `j${number}`, title: `Job ${number}`, updated_at: `2026-01-0${number}T00:00:00Z` },
});

/** What the conformance suite needs to know of Acme. */
export const acmeSettings: ConformanceSettings<AcmeState> = {
  documents: { "https://api.acme.example/v1": new URL("../openapi.yaml", import.meta.url) },
  createFake: () => createAcmeFake({ apiKey, jobs: [1, 2, 3, 4, 5].map(job) }),
  parameters: { apiKey, companyId: "12" },
  records: ({ candidates }) =>
    candidates.map(({ id, name, email, resumes }) => ({ id, parts: [`${name}, ${email}`, ...resumes] })),
  pulls: {
    pullJobList: { ids: ({ jobs }) => jobs.map(({ id }) => id), add: ({ jobs }) => void jobs.push(job(6)) },
  },
};
