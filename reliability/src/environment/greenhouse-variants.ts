import {
  createGreenhouseFake,
  type GreenhouseFakeAttachment,
  type GreenhouseFakeCandidate,
  type GreenhouseFakeOption,
  type GreenhouseFakeOptions,
  type GreenhouseState,
} from "@hrflow-connectors/testing/fakes";
import { resume, resumeText, resumeUrl } from "@hrflow-connectors/testing/vitest";
import { awkwardName, person, secrets, tags } from "./person";
import type { PushFixture, Variant, VendorRecord } from "./variant";

const userId = 4_000_000_017;
const v3 = { clientId: "greenhouse-client", clientSecret: secrets.greenhouseClient };
const v1 = { auth: secrets.harvestKey, onBehalfOf: userId };

const jobs = tags("greenhouse_job_id", ["4000000123", "4000000124"]);
const study = { school: "University of London", title: "Master in Mathematics", date_start: "2010-09-01" };
const experiences = [
  { company: "Old Mills", title: "Clerk", date_start: "2015-03-01", date_end: "2018-12-31" },
  { company: "Engines", title: "Analyst", date_start: "2019-01-01" },
];

const fixtures: PushFixture[] = [
  {
    name: "two jobs, employments, an education, and a resume",
    profile: person({ ...resume("ada.pdf"), ...jobs, experiences, educations: [study] }),
  },
  {
    name: "a resume whose address Greenhouse cannot read",
    profile: person({ ...resume("ada.pdf"), ...jobs }),
    fakeOptions: { fetches: () => false },
  },
  {
    name: "a note, and no e-mail",
    profile: person({ ...jobs, text: "Ada, analyst", info: { full_name: awkwardName } }),
  },
];

function createFake({ fakeOptions }: PushFixture) {
  const settings: GreenhouseFakeOptions = {
    clients: { [v3.clientId]: v3.clientSecret },
    apiKeys: [v1.auth],
    users: [userId],
    jobs: [4_000_000_123, 4_000_000_124, 4_000_000_125],
    options: {
      school_name: ["Some School", study.school, "Abbey College"],
      degree: ["Master", "Bachelor"],
      discipline: ["Mathematics", "Physics"],
    },
    strict: true,
    ...fakeOptions,
  };
  return createGreenhouseFake(settings);
}

/** One per candidate. Greenhouse may hold a resume by its address or by its content. */
function recordsOf(state: GreenhouseState): VendorRecord[] {
  const { candidates, applications, employments, educations, attachments, notes, options } = state;
  const nameOf = (kind: string, option: number | null) =>
    option === null ? [] : [`${kind} ${options.find(({ id }) => id === option)?.name}`];
  const isCorrect = (source: GreenhouseFakeAttachment["source"], filename: string) =>
    "url" in source ? source.url === resumeUrl(filename) : atob(source.content) === resumeText;
  return candidates
    .filter(({ last_name }) => last_name !== stranger)
    .map(({ id, first_name, last_name, email_addresses, phone_numbers }) => {
      const own = <Row extends { candidate_id: number }>(rows: Row[]) => rows.filter((row) => row.candidate_id === id);
      const jobOf = (application: number | null) => applications.find((row) => row.id === application)?.job_id;
      const parts = [
        `candidate ${first_name} ${last_name}`,
        ...email_addresses.map(({ value }) => `e-mail ${value}`),
        ...phone_numbers.map(({ value }) => `phone ${value}`),
        ...own(applications).map(({ job_id }) => `application to ${job_id}`),
        ...own(employments).map(({ title, company_name }) => `employment ${title} at ${company_name}`),
        ...own(educations).flatMap((row) => [
          "education",
          ...nameOf("school", row.school_name_custom_field_option_id),
          ...nameOf("degree", row.degree_custom_field_option_id),
          ...nameOf("discipline", row.discipline_custom_field_option_id),
        ]),
        ...own(attachments).map(({ type, filename, source, application_id }) => {
          const problem = isCorrect(source, filename) ? "" : ", with the wrong content";
          return `${type} ${filename} for ${jobOf(application_id)}${problem}`;
        }),
        ...own(notes).map(({ body }) => `note ${body}`),
      ];
      return { ids: [id, ...own(applications).map((row) => row.id)].map(String), parts };
    });
}

const pageSize = 500;
const stranger = "Stranger";
/** Harvest v3 lists the highest ids first. */
const highId = 9_000_000_000;

/** Candidates who share the person's e-mail address, as a family may. */
function strangers(): GreenhouseFakeCandidate[] {
  const at = new Date().toISOString();
  const none = { phone_numbers: [], addresses: [], website_addresses: [], social_media_addresses: [], tags: [] };
  return Array.from({ length: pageSize + 1 }, (_, index) => ({
    ...{ id: highId + index, created_at: at, updated_at: at, last_activity_at: at, readableAt: 0, dropped: [] },
    ...{ first_name: "Ada", last_name: stranger, preferred_name: null, company: null, title: null, time_zone: null },
    ...{ private: false, can_email: true, linked_user_ids: [], custom_fields: {}, ...none },
    email_addresses: [{ value: "ada@example.com", type: "personal" }],
  }));
}

function otherSchools(): GreenhouseFakeOption[] {
  const at = new Date().toISOString();
  return Array.from({ length: pageSize + 1 }, (_, index) => ({
    ...{ id: highId + index, created_at: at, updated_at: at },
    ...{ key: "school_name", name: `School ${index}` },
  }));
}

const variant = (credential: string, targetParameters: object): Variant => ({
  ...{ connector: "Greenhouse", credential, targetParameters, fixtures, createFake },
  records: (state) => recordsOf(state as GreenhouseState),
  // Greenhouse gives an earlier resume another type.
  usualPart: (part) => part.replace(/^other /, "resume "),
  addOtherRecords(state) {
    const { candidates, options } = state as GreenhouseState;
    candidates.push(...strangers());
    options.unshift(...otherSchools());
  },
  ...(targetParameters === v1
    ? {}
    : { setPaging: (state: object, paging: string) => void Object.assign(state, { paging }) }),
});

export const greenhouseVariants: readonly Variant[] = [
  variant("Harvest v3 with a user", { ...v3, userId }),
  variant("Harvest v3 without a user", v3),
  variant("Harvest v1", v1),
];

/** The credentials that reach the same account in another way: Harvest v3 and v1 for the same user. */
export function othersOf(variant: Variant): Variant[] {
  const same = greenhouseVariants.filter(({ credential }) => credential !== "Harvest v3 without a user");
  return same.includes(variant) ? same.filter((other) => other !== variant) : [];
}
