import type { ConformanceSettings } from "@hrflow-connectors/testing/vitest";
import { createWorkableFake, type WorkableState } from "../testing/create-workable-fake";
import { accessToken, candidate, job, subdomain } from "./account";

const applicantOf = (...numbers: number[]) => ({
  tags: numbers.map((number) => ({ name: "workable_job_shortcode", value: job(number).shortcode })),
});

/** What the conformance suite needs to know of Workable. */
export const workableSettings: ConformanceSettings<WorkableState> = {
  documents: {
    [`https://${subdomain}.workable.com/spi/v3`]: new URL("../../../../specs/workable/openapi.yaml", import.meta.url),
  },
  createFake: () =>
    createWorkableFake({
      ...{ subdomain, accessToken, pageSize: 2 },
      jobs: [1, 2, 3, 4, 5].map(job),
      candidates: [1, 2, 3, 4, 5].map((number) => candidate(number)),
    }),
  parameters: { subdomain, accessToken },
  profile: applicantOf(1),
  // A job takes each address once.
  twin: applicantOf(2),
  records: ({ candidates }) =>
    candidates
      .filter(({ createdAtMs }) => createdAtMs !== undefined)
      .map(({ id, name, email, job, resume }) => ({
        id,
        parts: [`${name}, ${email}, ${job?.shortcode}`, ...(resume ? [resume.name] : [])],
      })),
  variants: [{ name: "two jobs", actions: ["pushProfile"], profile: applicantOf(1, 2), twin: applicantOf(3, 4) }],
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
