import { createMemoryStore, type Fetch, type RunResult, type Store } from "@hrflow-connectors/core";
import { formatCandidate, greenhouse } from "@hrflow-connectors/greenhouse";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { formatOpportunity, lever } from "@hrflow-connectors/lever";
import { createGreenhouseFake, createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { noRateLimit } from "./measure";

/** A push of one profile, as a user starts it, and the mapping that a hand-written call needs as well. */
export interface Push {
  name: string;
  /** The servers that the push was recorded with. They are new, so that the profile is new to them. */
  servers(): Fetch;
  /** With an empty store, unless one is given. */
  run(fetch: Fetch, store?: Store): Promise<RunResult>;
  format(): unknown;
}

const originParameters = {
  apiSecret: "not-a-real-secret",
  apiUser: "ada@example.com",
  sourceKey: "source-key-1",
  profileKey: "profile-key-1",
};
const resumeUrl = "https://files.example.com/ada.pdf";
const rateLimits = { hrflow: noRateLimit, lever: noRateLimit, greenhouse: noRateLimit };

const profile: HrflowProfile = {
  key: originParameters.profileKey,
  reference: "person-1",
  source_key: originParameters.sourceKey,
  source: { key: originParameters.sourceKey },
  created_at: "2026-01-05T09:00:00+0000",
  info: { full_name: "Ada Example", first_name: "Ada", last_name: "Example", email: "ada@example.com" },
  experiences: Array.from({ length: 6 }, (_, n) => ({
    company: "Old Mills",
    title: `Clerk ${n}`,
    date_start: `${2010 + n}-03-01`,
    date_end: `${2011 + n}-02-28`,
  })),
  educations: ["Master in Mathematics", "Master", "Mathematics"].map((title) => ({
    ...{ school: "University of London", title, date_start: "2010-09-01", date_end: "2014-06-30" },
  })),
  skills: [{ name: "typescript", type: "hard" }],
  tags: [{ name: "greenhouse_job_id", value: "4000000201" }],
  attachments: [{ type: "resume", file_name: "ada", extension: ".pdf", public_url: resumeUrl }],
};

function serversOf(vendor: Parameters<typeof joinFakes>[0][number]): Fetch {
  const { apiSecret, apiUser, sourceKey } = originParameters;
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [profile],
  });
  const resume = new TextEncoder().encode(`%PDF-1.4 ${"a resume ".repeat(10_000)}`);
  const headers = { "content-type": "application/pdf" };
  return joinFakes([hrflow, vendor], { files: { [resumeUrl]: () => new Response(resume, { headers }) } });
}

export const leverPush: Push = {
  name: "Lever push",
  servers: () => serversOf(createLeverFake({ apiKeys: ["not-a-real-key"] })),
  run: (fetch, store = createMemoryStore()) =>
    lever.pushProfile(
      {
        workflowId: "benchmark",
        originParameters,
        targetParameters: { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" },
      },
      { fetch, store, rateLimits },
    ),
  format: () => formatOpportunity(profile),
};

export const greenhouseV3Push: Push = {
  name: "Greenhouse v3 push",
  servers: () => serversOf(createGreenhouseFake({ limits: { v3: 10_000 } })),
  run: (fetch, store = createMemoryStore()) =>
    greenhouse.pushProfile(
      {
        workflowId: "benchmark",
        originParameters,
        targetParameters: { clientId: "client-1", clientSecret: "not-a-real-secret", userId: "1" },
      },
      { fetch, store, rateLimits },
    ),
  format: () => formatCandidate(profile),
};

export const greenhouseV1Push: Push = {
  name: "Greenhouse v1 push",
  servers: () => serversOf(createGreenhouseFake({ limits: { v1: 10_000 } })),
  run: (fetch, store = createMemoryStore()) =>
    greenhouse.pushProfile(
      {
        workflowId: "benchmark",
        originParameters,
        targetParameters: { auth: "not-a-real-key", onBehalfOf: "1" },
      },
      { fetch, store, rateLimits },
    ),
  format: () => formatCandidate(profile),
};
