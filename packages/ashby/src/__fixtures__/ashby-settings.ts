import type { ConformanceSettings } from "@hrflow-connectors/testing/vitest";
import { type AshbyFakeOptions, type AshbyState, createAshbyFake } from "../testing/create-ashby-fake";

const apiKey = "ashby-api-key-1";
const numbers = [1, 2, 3, 4, 5];
const day = (number: number) => `2026-01-0${number}T00:00:00.000Z`;
const candidate = (number: number) => ({
  ...{ id: `candidate-${number}`, name: `Cleo Example ${number}`, createdAt: day(number), updatedAt: day(number) },
});
/** The odd ones have a resume. */
const withResume = (number: number) => {
  const file = { id: `file-${number}`, name: `cleo-${number}.pdf`, handle: `handle-${number}` };
  return { ...candidate(number), ...(number % 2 ? { resumeFileHandle: file } : {}) };
};
const posting = (number: number) => ({
  ...{ id: `posting-${number}`, jobId: `job-${number}`, title: `Engineer ${number}`, updatedAt: day(number) },
  ...{ descriptionHtml: `<p>Job ${number}</p>`, isListed: true },
});

const createFake = (candidates: AshbyFakeOptions["candidates"]) =>
  createAshbyFake({ apiKey, postings: numbers.map(posting), largestPage: 2, ...(candidates ? { candidates } : {}) });

// A note replaces a resume that cannot be delivered: a run without faults creates no note beside a resume.
const created = ({ candidates, applications }: AshbyState) => [
  ...candidates
    .filter(({ id }) => !id.startsWith("candidate-"))
    .map(({ id, name, primaryEmailAddress: email, fileHandles = [] }) => ({
      id,
      parts: [`${name}, ${email?.value}`, ...fileHandles.map((file) => `file ${file.name}`)],
    })),
  ...applications.map(({ id, candidate, job }) => ({ id, parts: [`${candidate?.name} for ${job.id}`] })),
];

/** What the conformance suite needs to know of Ashby. */
export const ashbySettings: ConformanceSettings<AshbyState> = {
  documents: { "https://api.ashbyhq.com": new URL("../../../../specs/ashby/openapi.yaml", import.meta.url) },
  createFake: () => createFake(numbers.map(withResume)),
  parameters: { apiKey, organization: "example" },
  profile: {
    text: "An engineer",
    tags: ["job-1", "job-2"].map((value) => ({ name: "ashby_job_id", value })),
  },
  records: created,
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
  variants: [
    { name: "no job", actions: ["pushProfile"], profile: { tags: [] } },
    {
      name: "a posting in place of a job, and a note in place of a resume",
      actions: ["pushProfile"],
      profile: { tags: [{ name: "application_boardKey_jobReference", value: "board_posting-1" }], attachments: [] },
      records: (state) =>
        created(state).map(({ id, parts }) => {
          const notes = state.notes.filter(({ candidateId }) => candidateId === id);
          return { id, parts: [...parts, ...notes.map(({ content }) => `note ${content}`)] };
        }),
    },
    {
      name: "people without a resume",
      actions: ["pullProfileList"],
      createFake: () => createFake(numbers.map(candidate)),
    },
  ],
  leftOut: {
    "pushProfile: is tested with a fake that keeps the vendor's rate limit": "Ashby publishes no limit for these calls",
  },
};
