import { createMemoryStore, type Fetch, type RunResult } from "@hrflow-connectors/core";
import { formatCandidate, greenhouse } from "@hrflow-connectors/greenhouse";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { formatOpportunity, lever } from "@hrflow-connectors/lever";
import { createGreenhouseFake, createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { type Figure, median, noRateLimit, spread } from "./measure";
import { createRecordedNetwork } from "./recorded-push";

const pushes = 300;
const rounds = 7;
const mostTimes = 1.5;

/** A push of one profile, as a user starts it, and the mapping that a hand-written call needs as well. */
interface Push {
  name: string;
  /** The servers that the push was recorded with. They are new, so that the profile is new to them. */
  servers(): Fetch;
  run(fetch: Fetch): Promise<RunResult>;
  format(): unknown;
}

/** Measures the CPU of a push against the CPU of its requests, sent with openapi-fetch. Both have a network that responds at once. */
export async function measurePushCpu(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const push of [leverPush, greenhousePush]) figures.push(...(await measure(push)));
  return figures;
}

async function measure({ name, servers, run, format }: Push): Promise<Figure[]> {
  const network = createRecordedNetwork();
  const push = async () => {
    const { status, failures } = await run(network.fetch);
    if (status !== "success") throw new Error(`${name} ended with ${status}: ${JSON.stringify(failures[0])}`);
  };
  // What is kept for some minutes, such as lists of options, is loaded by the first push.
  await network.record(servers(), push);
  await network.record(servers(), push);
  const byHand = async () => {
    format();
    await network.repeatByHand();
  };
  for (const work of [push, byHand]) await cpuOf(work);
  const runs: { push: number; byHand: number }[] = [];
  for (let round = 0; round < rounds; round++) runs.push({ byHand: await cpuOf(byHand), push: await cpuOf(push) });
  const ratios = runs.map((one) => one.push / one.byHand);
  const ratio = median(ratios);
  return [
    { name: `${name}, ${network.count()} requests: CPU by hand`, value: inMs(runs.map((one) => one.byHand)) },
    { name: `${name}: CPU of the push`, value: inMs(runs.map((one) => one.push)) },
    {
      name: `${name}: CPU of the push, times that by hand`,
      value: `${ratio.toFixed(2)} (${spread(ratios)})`,
      target: `at most ${mostTimes}`,
      passed: ratio <= mostTimes,
    },
  ];
}

/** Milliseconds of CPU for one of many calls, of all threads of the process. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < pushes; done++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / pushes;
}

const inMs = (values: number[]) => `${median(values).toFixed(3)} ms (${spread(values, 3)})`;

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
  experiences: [
    { company: "Old Mills", title: "Clerk", date_start: "2015-03-01", date_end: "2018-12-31" },
    { company: "Engines", title: "Analyst", date_start: "2019-01-01", date_end: null },
  ],
  educations: [
    { school: "University of London", title: "Mathematics", date_start: "2010-09-01", date_end: "2014-06-30" },
  ],
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

const leverPush: Push = {
  name: "Lever push",
  servers: () => serversOf(createLeverFake({ apiKeys: ["not-a-real-key"] })),
  run: (fetch) =>
    lever.pushProfile(
      {
        workflowId: "benchmark",
        originParameters,
        targetParameters: { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" },
      },
      { fetch, store: createMemoryStore(), rateLimits },
    ),
  format: () => formatOpportunity(profile),
};

const greenhousePush: Push = {
  name: "Greenhouse v3 push",
  servers: () => serversOf(createGreenhouseFake({ limits: { v3: 10_000 } })),
  run: (fetch) =>
    greenhouse.pushProfile(
      {
        workflowId: "benchmark",
        originParameters,
        targetParameters: { clientId: "client-1", clientSecret: "not-a-real-secret", userId: "1" },
      },
      { fetch, store: createMemoryStore(), rateLimits },
    ),
  format: () => formatCandidate(profile),
};
