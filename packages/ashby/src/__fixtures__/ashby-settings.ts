import type { ConformanceSettings } from "@hrflow-connectors/testing/vitest";
import type { AshbyState } from "../testing/create-ashby-fake";
import { createAshbyFake } from "../testing/create-ashby-fake";

const apiKey = "ashby-api-key-1";
const numbers = [1, 2, 3, 4, 5];
const day = (number: number) => `2026-01-0${number}T00:00:00.000Z`;
const candidate = (number: number) => ({
  ...{ id: `candidate-${number}`, name: `Cleo Example ${number}`, createdAt: day(number), updatedAt: day(number) },
});
const posting = (number: number) => ({
  ...{ id: `posting-${number}`, jobId: `job-${number}`, title: `Engineer ${number}`, updatedAt: day(number) },
  ...{ descriptionHtml: `<p>Job ${number}</p>`, isListed: true },
});

/** What the conformance suite needs to know of Ashby. */
export const ashbySettings: ConformanceSettings<AshbyState> = {
  documents: { "https://api.ashbyhq.com": new URL("../../../../specs/ashby/openapi.yaml", import.meta.url) },
  createFake: () =>
    createAshbyFake({ apiKey, candidates: numbers.map(candidate), postings: numbers.map(posting), largestPage: 2 }),
  parameters: { apiKey, organization: "example" },
  profile: {
    text: "An engineer",
    tags: ["job-1", "job-2"].map((value) => ({ name: "ashby_job_id", value })),
  },
  // A note replaces a resume that cannot be delivered: a run without faults creates no note.
  records: ({ candidates, applications }) => [
    ...candidates
      .filter(({ id }) => !id.startsWith("candidate-"))
      .map(({ id, name, primaryEmailAddress: email, fileHandles = [] }) => ({
        id,
        parts: [`${name}, ${email?.value}`, ...fileHandles.map((file) => `file ${file.name}`)],
      })),
    ...applications.map(({ id, candidate, job }) => ({ id, parts: [`${candidate?.name} for ${job.id}`] })),
  ],
  pulls: {
    pullJobList: {
      ids: ({ postings }) => postings.map(({ id }) => id),
      isWhole: true,
      add: ({ postings }) => void postings.push({ ...posting(6), updatedAt: new Date().toISOString() }),
    },
    pullProfileList: {
      ids: ({ candidates }) => candidates.map(({ id }) => id),
      add: ({ candidates }) => void candidates.push(candidate(6)),
    },
  },
  variants: [{ name: "no job", actions: ["pushProfile"], profile: { tags: [] } }],
  leftOut: {
    "pushProfile: is tested with a fake that keeps the vendor's rate limit": "Ashby publishes no limit for these calls",
  },
  notCalled: {
    // The suite expects no profile without the resume that could not be fetched.
    "POST /file.info": "only for candidates with a resume",
    "POST /jobPosting.info": "only for profiles that name a posting in place of a job",
    "POST /candidate.listNotes": "only after a lost response to the note that stands in for a resume",
  },
};
