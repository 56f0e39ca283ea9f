import type { ConformanceSettings } from "@hrflow-connectors/testing/vitest";
import { createWorkableFake, type WorkableState } from "../testing/create-workable-fake";
import { accessToken, candidate, job, subdomain } from "./account";

const numbers = [1, 2, 3, 4, 5];
const applicantOf = (...numbers: number[]) => ({
  tags: numbers.map((number) => ({ name: "workable_job_shortcode", value: job(number).shortcode })),
});

/** The odd ones have a resume. */
const withResume = (number: number) => {
  const resume = { name: `person-${number}.pdf`, data: btoa(`%PDF-1.7 person ${number}`), at: 0 };
  return { ...candidate(number), ...(number % 2 ? { resume } : {}) };
};
const createFake = (candidateOf: typeof candidate) =>
  createWorkableFake({
    ...{ subdomain, accessToken, pageSize: 2 },
    jobs: numbers.map(job),
    candidates: numbers.map((number) => candidateOf(number)),
  });

/** What the conformance suite needs to know of Workable. */
export const workableSettings: ConformanceSettings<WorkableState> = {
  documents: {
    [`https://${subdomain}.workable.com/spi/v3`]: new URL("../../../../specs/workable/openapi.yaml", import.meta.url),
  },
  createFake: () => createFake(withResume),
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
  variants: [
    { name: "two jobs", actions: ["pushProfile"], profile: applicantOf(1, 2), twin: applicantOf(3, 4) },
    { name: "people without a resume", actions: ["pullProfileList"], createFake: () => createFake(candidate) },
  ],
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
