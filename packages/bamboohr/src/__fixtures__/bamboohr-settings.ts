import type { ConformanceSettings } from "@hrflow-connectors/testing/vitest";
import { type BamboohrFakeOptions, type BamboohrState, createBamboohrFake } from "../testing/create-bamboohr-fake";

const account = { companyDomain: "example", apiKey: "0123456789abcdef0123456789abcdef01234567" };
const job = (id: number, label = "Open") => ({ id, title: { id: null, label: `Job ${id}` }, status: { id: 1, label } });
const careersPages = { 22: { description: "<p>Leads the site.</p>", datePosted: "2026-03-02", locationType: "0" } };
const application = (id: number, date: string) => ({
  ...{ id, appliedDate: `${date}T00:00:00+00:00`, status: { id: 1, label: "New" }, resumeFileId: 500 + id },
  applicant: { id: 1, firstName: "Bea", lastName: `Example ${id}`, email: `bea-${id}@example.com` },
  job: { id: 22, title: { id: null, label: "Job 22" } },
});
const applications = [1, 2, 3].map((id) => application(id, `2026-01-0${id}`));
const resumes = applications.map(({ id, resumeFileId }) => {
  const bytes = new TextEncoder().encode(`%PDF-1.4\n% of ${id}\n%%EOF\n`);
  return { id: resumeFileId, name: `bea-${id}.pdf`, type: "application/pdf", bytes };
});

const createFake = (applications: BamboohrFakeOptions["applications"]) =>
  createBamboohrFake({
    ...{ ...account, careersPages, files: resumes, pageSize: 1, ...(applications ? { applications } : {}) },
    jobs: [job(22), job(23), job(24, "Draft"), job(25, "Filled")],
  });
const emptyPages = "BambooHR documents that a page beyond the last one is empty";

/** What the conformance suite needs to know of BambooHR. */
export const bamboohrSettings: ConformanceSettings<BamboohrState> = {
  documents: { "https://example.bamboohr.com": new URL("../../../../specs/bamboohr/openapi.yaml", import.meta.url) },
  createFake: () => createFake(applications),
  parameters: account,
  profile: { tags: [22, 23].map((value) => ({ name: "bamboohr_job_id", value: String(value) })) },
  records: (state) =>
    state.applications.slice(applications.length).map(({ shown: { id, applicant, job, resumeFileId }, comments }) => ({
      id: String(id),
      parts: [
        `${applicant?.firstName} ${applicant?.lastName}, ${applicant?.email}, job ${job?.id}`,
        ...comments,
      ].concat(state.files.filter((file) => file.id === resumeFileId).map(({ name }) => `file ${name}`)),
    })),
  pulls: {
    pullJobList: { ids: () => ["22", "23"], isWhole: true },
    pullProfileList: {
      ids: (state) => state.applications.map(({ shown }) => String(shown.id)),
      add: (state) => void state.applications.push({ shown: application(9, "2026-02-01"), comments: [] }),
    },
  },
  leftOut: {
    "pushProfile: is tested with a fake that keeps the vendor's rate limit": "BambooHR publishes no limit",
    "pullProfileList: reads on after a page without records, if there is a next one": emptyPages,
    "pullProfileList: ends if pages without records never end, and reports it": emptyPages,
  },
  variants: [
    {
      name: "a comment in place of a resume",
      actions: ["pushProfile"],
      profile: { text: "An analyst", attachments: [] },
    },
    {
      name: "people without a resume",
      actions: ["pullProfileList"],
      createFake: () => createFake(applications.map(({ resumeFileId: _, ...rest }) => rest)),
    },
  ],
};
