import { ashby } from "@hrflow-connectors/ashby";
import { type AshbyState, createAshbyFake } from "@hrflow-connectors/ashby/testing";
import { bamboohr } from "@hrflow-connectors/bamboohr";
import { type BamboohrState, createBamboohrFake } from "@hrflow-connectors/bamboohr/testing";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import {
  createGreenhouseFake,
  createLeverFake,
  type Fake,
  type GreenhouseState,
  type LeverState,
} from "@hrflow-connectors/testing/fakes";
import { workable } from "@hrflow-connectors/workable";
import { createWorkableFake, type WorkableState } from "@hrflow-connectors/workable/testing";
import type { AnyConnectorAction, FanOut } from "../workflow";

/** A vendor that processes push to. */
export interface Vendor {
  /** The first one pushes one profile. */
  actions: Record<string, AnyConnectorAction>;
  fanOut?: FanOut;
  targetParameters: object;
  tags: { name: string; value: string }[];
  createFake(): Fake<object>;
  /** Texts of all records that pushes created. */
  records(state: object): string[];
  /** Those of one person. */
  recordsOf(email: string): string[];
}

function defineVendor<State extends object>(
  vendor: Omit<Vendor, "createFake" | "records"> & { createFake(): Fake<State>; records(state: State): string[] },
): Vendor {
  return { ...vendor, records: (state) => vendor.records(state as State) };
}

const apiKey = "0123456789abcdef0123456789abcdef01234567";
const day = "2026-01-01T00:00:00.000Z";
const greenhouseUser = 4_000_000_017;
const greenhouseJob = 4_000_000_123;
const clients = { "greenhouse-client": "greenhouse-secret-1" };

export const vendors: Record<string, Vendor> = {
  lever: defineVendor<LeverState>({
    actions: { pushProfile: lever.pushProfile, pushProfileList: lever.pushProfileList },
    fanOut: { list: "pushProfileList", method: "pushProfile", record: ({ key }) => ({ profileKey: key }) },
    targetParameters: { clientDomain: "api", apiKey, performAs: "user-1" },
    tags: [],
    createFake: () => createLeverFake({ apiKeys: [apiKey] }),
    records: ({ opportunities, contacts }) =>
      opportunities.map(({ contact }) => String(contacts.find(({ id }) => id === contact)?.emails[0])),
    recordsOf: (email) => [email],
  }),
  greenhouse: defineVendor<GreenhouseState>({
    actions: { pushProfile: greenhouse.pushProfile },
    targetParameters: {
      ...{ clientId: "greenhouse-client", clientSecret: clients["greenhouse-client"], userId: greenhouseUser },
    },
    tags: [{ name: "greenhouse_job_id", value: String(greenhouseJob) }],
    createFake: () =>
      createGreenhouseFake({ clients, users: [greenhouseUser], jobs: [greenhouseJob], limits: { v3: 1_000_000 } }),
    records({ candidates, applications }) {
      const emailOf = (candidate: number) =>
        String(candidates.find(({ id }) => id === candidate)?.email_addresses[0]?.value);
      return [
        ...candidates.map(({ id }) => emailOf(id)),
        ...applications.map(({ candidate_id, job_id }) => `${emailOf(candidate_id)} for ${job_id}`),
      ];
    },
    recordsOf: (email) => [email, `${email} for ${greenhouseJob}`],
  }),
  ashby: defineVendor<AshbyState>({
    actions: { pushProfile: ashby.pushProfile },
    targetParameters: { apiKey, organization: "example" },
    tags: [{ name: "ashby_job_id", value: "job-1" }],
    createFake: () =>
      createAshbyFake({
        apiKey,
        postings: [{ id: "posting-1", jobId: "job-1", title: "Engineer", updatedAt: day, isListed: true }],
      }),
    records: ({ candidates, applications }) => [
      ...candidates.map(({ primaryEmailAddress: email }) => String(email?.value)),
      ...applications.map(({ candidate, job }) => {
        const { primaryEmailAddress: email } = candidates.find(({ id }) => id === candidate?.id) ?? {};
        return `${email?.value} for ${job.id}`;
      }),
    ],
    recordsOf: (email) => [email, `${email} for job-1`],
  }),
  workable: defineVendor<WorkableState>({
    actions: { pushProfile: workable.pushProfile },
    targetParameters: { subdomain: "example", accessToken: apiKey },
    tags: [{ name: "workable_job_shortcode", value: "9CD658E131" }],
    createFake: () =>
      createWorkableFake({
        ...{ subdomain: "example", accessToken: apiKey, rateLimit: 1_000_000 },
        jobs: [
          {
            ...{ id: "5b5ce1", shortcode: "9CD658E131", title: "Engineer", state: "published" },
            ...{ created_at: day, updated_at: day },
          },
        ],
      }),
    records: ({ candidates }) => candidates.map(({ email }) => String(email)),
    recordsOf: (email) => [email],
  }),
  bamboohr: defineVendor<BamboohrState>({
    actions: { pushProfile: bamboohr.pushProfile },
    targetParameters: { companyDomain: "example", apiKey },
    tags: [{ name: "bamboohr_job_id", value: "22" }],
    createFake: () =>
      createBamboohrFake({
        ...{ companyDomain: "example", apiKey },
        jobs: [{ id: 22, title: { id: null, label: "Job 22" }, status: { id: 1, label: "Open" } }],
      }),
    records: ({ applications }) => applications.map(({ shown }) => String(shown.applicant?.email)),
    recordsOf: (email) => [email],
  }),
};
