import {
  createGreenhouseFake,
  type GreenhouseFakeOptions,
  type GreenhouseState,
} from "@hrflow-connectors/testing/fakes";
import { type ConformanceSettings, resume } from "@hrflow-connectors/testing/vitest";

const specification = new URL("../../../../specs/greenhouse-harvest-v3/openapi.yaml", import.meta.url);
const credential = { clientId: "greenhouse-client", clientSecret: "greenhouse-secret-1", userId: 4_000_000_017 };
const [openJob, otherJob] = [4_000_000_123, 4_000_000_124];
const numbers = [1, 2, 3, 4, 5];
const idOf = (kind: number, number: number) => 4_000_000_000 + kind * 1_000 + number;
const [candidate, application, employment, education, attachment, job, post, group] = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const firstOption = 4_000_000_001;
const seededAt = Date.UTC(2025, 0, 1);
const isoAt = (time: number) => new Date(time).toISOString();
const timesOf = (number: number, changedAt = seededAt + number * 1_000) => ({
  ...{ created_at: isoAt(seededAt + number * 1_000), updated_at: isoAt(changedAt) },
});

/** The records of candidates, and of jobs, with these numbers. */
function recordsOf(list: readonly number[], times: typeof timesOf = timesOf) {
  const of = (kind: number, number: number) => ({
    ...{ id: idOf(kind, number), candidate_id: idOf(candidate, number), ...times(number) },
  });
  return {
    candidates: list.map((number) => ({
      ...{ id: idOf(candidate, number), first_name: "Person", last_name: `Number ${number}`, ...times(number) },
      email_addresses: [{ value: `person-${number}@example.com`, type: "personal" }],
    })),
    applications: list.map((number) => ({ ...of(application, number), job_id: openJob })),
    employments: list.map((number) => of(employment, number)),
    attachments: list
      .filter((number) => number === 1)
      .map((number) => ({ ...of(attachment, number), application_id: idOf(application, number), filename: "cv.pdf" })),
    educations: list
      .filter((number) => number === 1)
      .map((number) => ({ ...of(education, number), degree_custom_field_option_id: firstOption })),
    jobs: list.map((number) => ({
      ...{ id: idOf(job, number), name: `Job ${number}`, department_id: idOf(group, 1), office_ids: [idOf(group, 2)] },
      ...times(number),
    })),
    jobPosts: list.map((number) => ({ id: idOf(post, number), job_id: idOf(job, number), ...times(number) })),
  };
}

const isSeeded = ({ id }: { id: number }) => numbers.concat(6).some((number) => id === idOf(candidate, number));

function createFake(options: GreenhouseFakeOptions = {}, seeded = recordsOf(numbers)) {
  return createGreenhouseFake({
    ...{ strict: true, clients: { [credential.clientId]: credential.clientSecret }, users: [credential.userId] },
    ...{ departments: [idOf(group, 1)], offices: [idOf(group, 2)], largestPage: 2, limits: { v3: 50 } },
    ...seeded,
    ...options,
    jobs: [...seeded.jobs, ...[openJob, otherJob].map((id) => ({ id, status: "closed" as const }))],
  });
}

/** The records of one more candidate and one more job, which changed lately. */
const added = () =>
  createFake(
    {},
    recordsOf([6], (number) => timesOf(number, Date.now() - 60_000)),
  ).state;

/** The candidates that pushes created, and their applications beyond the first, which have receipts of their own. */
const created = ({ candidates, ...lists }: GreenhouseState) =>
  candidates
    .filter((one) => !isSeeded(one))
    .flatMap(({ id, first_name, last_name, email_addresses, phone_numbers }) => {
      const own = <Row extends { candidate_id: number }>(rows: Row[]) => rows.filter((row) => row.candidate_id === id);
      const [, ...others] = own(lists.applications);
      const parts = [
        `${first_name} ${last_name}`,
        ...[...email_addresses, ...phone_numbers].map(({ value }) => value),
        ...own(lists.employments).map(({ title }) => `employment ${title}`),
        ...own(lists.educations).map(() => "education"),
        ...own(lists.attachments).map(({ filename }) => `file ${filename}`),
        ...own(lists.notes).map(({ body }) => `note ${body}`),
      ];
      const applied = others.map((other) => ({ id: String(other.id), parts: [`application to ${other.job_id}`] }));
      return [{ id: String(id), parts }, ...applied];
    });

const jobTag = (id: number | undefined) => ({ name: "greenhouse_job_id", value: String(id) });

/** What the conformance suite needs to know of Greenhouse with Harvest v3. */
export const greenhouseSettings: ConformanceSettings<GreenhouseState> = {
  documents: {
    "https://auth.greenhouse.io": specification,
    "https://harvest.greenhouse.io/v3": specification,
  },
  createFake: () => createFake(),
  parameters: (method) => ({
    ...credential,
    // A window that is not divided further: the list is read page by page.
    ...(/^pull.*List$/.test(method) ? { createdAfter: isoAt(seededAt), createdBefore: isoAt(seededAt + 60_000) } : {}),
    ...(method === "pullJob" ? { jobId: idOf(job, 1) } : {}),
    ...(method === "pullProfile" ? { candidateId: idOf(candidate, 1) } : {}),
  }),
  records: created,
  profile: { tags: [jobTag(openJob)] },
  pulls: {
    pullJobList: {
      ids: () => numbers.map((number) => String(idOf(job, number))),
      add({ jobs, jobPosts }) {
        const { jobs: newJobs, jobPosts: newPosts } = added();
        jobs.push(...newJobs.filter(({ status }) => status === "open"));
        jobPosts.push(...newPosts);
      },
    },
    pullProfileList: {
      ids: () => numbers.map((number) => String(idOf(candidate, number))),
      add({ candidates, applications, employments }) {
        const state = added();
        candidates.push(...state.candidates);
        applications.push(...state.applications);
        employments.push(...state.employments);
      },
    },
    pullJob: { ids: () => [String(idOf(job, 1))] },
    pullProfile: { ids: () => [String(idOf(candidate, 1))] },
  },
  variants: [
    {
      name: "two jobs, employments and an education",
      actions: ["pushProfile"],
      profile: {
        tags: [openJob, otherJob].map(jobTag),
        experiences: [
          { company: "Old Mills", title: "Clerk", date_start: "2015-03-01", date_end: "2018-12-31" },
          { company: "Engines", title: "Analyst", date_start: "2019-01-01" },
        ],
        educations: [{ school: "University of London", title: "Master in Mathematics", date_start: "2010-09-01" }],
      },
    },
    {
      name: "a note, and neither e-mail nor file",
      actions: ["pushProfile"],
      profile: { text: "Ada, analyst", info: { full_name: "Ada Example" }, attachments: [] },
    },
    {
      name: "a resume whose address Greenhouse cannot read",
      actions: ["pushProfile"],
      createFake: () => createFake({ fetches: () => false }),
      profile: resume("ada.pdf"),
    },
  ],
};
