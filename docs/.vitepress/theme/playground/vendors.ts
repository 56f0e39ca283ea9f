import { ashby } from "@hrflow-connectors/ashby";
import { createAshbyFake } from "@hrflow-connectors/ashby/testing";
import { bamboohr } from "@hrflow-connectors/bamboohr";
import { createBamboohrFake } from "@hrflow-connectors/bamboohr/testing";
import type { AnyAction } from "@hrflow-connectors/core";
import type { ConnectorAction } from "@hrflow-connectors/core/connector";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { createGreenhouseFake, createLeverFake, type Fake } from "@hrflow-connectors/testing/fakes";
import { workable } from "@hrflow-connectors/workable";
import { createWorkableFake } from "@hrflow-connectors/workable/testing";
import { ashbyPosting, bamboohrJob, exampleProfile, greenhouseJob, leverPosting, workableJob } from "./examples";

/** One direction of a connector: its action, and a fake of the vendor for it. */
export interface Side {
  action: ConnectorAction<AnyAction>;
  /** What reaches the vendor's fake. */
  parameters: object;
  /** Creates the vendor with what a push needs or a pull reads. */
  // biome-ignore lint/suspicious/noExplicitAny: people paste what they like, and the fakes and formats judge it.
  createFake(input: any): Fake<unknown>;
  example: object;
}

export interface Vendor {
  slug: string;
  name: string;
  push: Side;
  pull: Side;
}

/** The secrets that the fakes accept. */
export const secret = "playground-secret-0123456789abcdef0123";
const [clientId, user, boardToken] = ["playground-client", 4_000_000_017, "example"];
const [companyDomain, subdomain, organization] = ["example", "example", "example"];
/** Of the fake: no preview waits for a limit. */
const rateLimit = 1_000_000;
const openJob = { title: "Backend Engineer", state: "published" as const, created_at: "2026-01-01T00:00:00Z" };

/** The values of a profile's tags with a name. */
function tagged(profile: { tags?: unknown }, name: string): string[] {
  const tags = Array.isArray(profile.tags) ? profile.tags : [];
  return tags.filter((tag) => tag?.name === name).map(({ value }) => String(value));
}

const push = (action: unknown, parameters: object, createFake: Side["createFake"]): Side => ({
  ...{ action: action as Side["action"], parameters, createFake, example: exampleProfile },
});
const pull = (action: unknown, parameters: object, example: object, createFake: Side["createFake"]): Side => ({
  ...{ action: action as Side["action"], parameters, createFake, example },
});

const leverAccess = { clientDomain: "api", apiKey: secret };
const ashbyAccess = { apiKey: secret, organization };
const bamboohrAccess = { companyDomain, apiKey: secret };
const workableAccess = { subdomain, accessToken: secret };

/** Each connector, with an account that exists in the page alone. */
export const vendors: readonly Vendor[] = [
  {
    slug: "lever",
    name: "Lever",
    push: push(lever.pushProfile, { ...leverAccess, performAs: "playground-user" }, (profile) =>
      createLeverFake({ apiKeys: [secret], postings: tagged(profile, "lever_posting_id").map((id) => ({ id })) }),
    ),
    pull: pull(lever.pullJobList, leverAccess, leverPosting, (job) =>
      createLeverFake({ apiKeys: [secret], postings: [job] }),
    ),
  },
  {
    slug: "greenhouse",
    name: "Greenhouse",
    push: push(greenhouse.pushProfile, { clientId, clientSecret: secret, userId: user }, () =>
      createGreenhouseFake({ clients: { [clientId]: secret }, users: [user] }),
    ),
    pull: pull(greenhouse.pullJobList, { boardToken }, greenhouseJob, (job) =>
      createGreenhouseFake({ boards: { [boardToken]: { name: "Example", jobs: [job] } } }),
    ),
  },
  {
    slug: "ashby",
    name: "Ashby",
    push: push(ashby.pushProfile, ashbyAccess, (profile) =>
      createAshbyFake({ apiKey: secret, postings: tagged(profile, "ashby_job_id").map((jobId) => ({ jobId })) }),
    ),
    pull: pull(ashby.pullJobList, ashbyAccess, ashbyPosting, (job) =>
      createAshbyFake({ apiKey: secret, postings: [job] }),
    ),
  },
  {
    slug: "bamboohr",
    name: "BambooHR",
    push: push(bamboohr.pushProfile, bamboohrAccess, (profile) =>
      createBamboohrFake({
        ...bamboohrAccess,
        jobs: tagged(profile, "bamboohr_job_id").map((id) => ({ id: Number(id), status: { id: 1, label: "Open" } })),
      }),
    ),
    pull: pull(bamboohr.pullJobList, bamboohrAccess, bamboohrJob, ({ careersPage, ...job }) =>
      createBamboohrFake({
        ...bamboohrAccess,
        jobs: [job],
        careersPages: careersPage ? { [job.id]: careersPage } : {},
      }),
    ),
  },
  {
    slug: "workable",
    name: "Workable",
    push: push(workable.pushProfile, workableAccess, (profile) =>
      createWorkableFake({
        ...{ ...workableAccess, rateLimit },
        jobs: tagged(profile, "workable_job_shortcode").map((shortcode) => ({ ...openJob, id: shortcode, shortcode })),
      }),
    ),
    pull: pull(workable.pullJobList, workableAccess, workableJob, (job) =>
      createWorkableFake({ ...workableAccess, rateLimit, jobs: [job] }),
    ),
  },
];
