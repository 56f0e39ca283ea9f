import type { ConformanceSettings } from "@hrflow-connectors/testing/vitest";
import { createWorkableFake, type WorkableState } from "../testing/create-workable-fake";
import { accessToken, candidate, job, subdomain } from "./account";

/** What the conformance suite needs to know of Workable. */
export const workableSettings: ConformanceSettings<WorkableState> = {
  documents: {
    [`https://${subdomain}.workable.com/spi/v3`]: new URL("../../../../specs/workable/openapi.yaml", import.meta.url),
  },
  createFake: () =>
    createWorkableFake({
      ...{ subdomain, accessToken, pageSize: 2, refusesDuplicates: false },
      jobs: [1, 2, 3, 4, 5].map(job),
      candidates: [1, 2, 3, 4, 5].map((number) => candidate(number)),
    }),
  parameters: { subdomain, accessToken },
  profile: { tags: [{ name: "workable_job_shortcode", value: job(1).shortcode }] },
  records: ({ candidates }) =>
    candidates
      .filter(({ createdAtMs }) => createdAtMs !== undefined)
      .map(({ id, name, email, job, resume }) => ({
        id,
        parts: [`${name}, ${email}, ${job?.shortcode}`, ...(resume ? [resume.name] : [])],
      })),
  pulls: {
    pullJobList: {
      ids: ({ jobs }) => jobs.map(({ shortcode }) => shortcode),
      add: ({ jobs }) => void jobs.push({ ...job(6), updated_at: new Date().toISOString() }),
    },
    pullProfileList: {
      ids: ({ candidates }) => candidates.map(({ id }) => id),
      add: ({ candidates }) => void candidates.push({ ...candidate(6), updated_at: new Date().toISOString() }),
    },
  },
};
