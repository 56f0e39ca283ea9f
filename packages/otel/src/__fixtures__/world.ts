import { createMemoryStore, pushMany, type RunOptions, replay } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { shortenWaits } from "@hrflow-connectors/testing";
import { createGreenhouseFake, createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach } from "vitest";

/** What no span and no metric may show. */
export const personal = {
  ...{ first_name: "Philomena", last_name: "Quackenbush", full_name: "Philomena Quackenbush" },
  ...{ email: "philomena.q@mail.example", phone: "+33699887766", reference: "reference-of-philomena" },
};
export const secrets = {
  ...{
    hrflow: "ask_s3cret+of/hrflow=1",
    apiKey: "lever-api-key-1",
    clientSecret: "client-s3cret",
    harvest: "harvest-key-1",
  },
  ...{ refreshToken: "refresh-token-0", signature: "sign4ture" },
};
export const resumeUrl = `https://quackenbush.example/${personal.full_name.replace(" ", "-")}.pdf`;

const apiUser = "recruiter@example.com";
const sourceKey = "5".repeat(40);
const boardKey = "6".repeat(40);
const keyOf = (number: number) => String(number).repeat(40);
const many = { requests: 1e6, perMs: 1, burst: 1e6 };
const unlimited = { hrflow: many, lever: many };

/** HrFlow.ai, Lever and Greenhouse with the person in each, and a store. */
export function createWorld({ resume = () => new Response("%PDF-1.4 a resume") } = {}) {
  const { reference, ...info } = personal;
  const profile = (number: number) => ({
    ...{ source_key: sourceKey, key: keyOf(number), info },
    reference: number === 1 ? reference : `${reference}-${number}`,
    tags: [
      { name: "lever_posting_id", value: "baker" },
      { name: "greenhouse_job_id", value: 4_000_000_123 },
    ],
    attachments: [
      { type: "resume", public_url: `${resumeUrl}?signature=${secrets.signature}`, file_name: "cv", extension: ".pdf" },
    ],
  });
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: secrets.hrflow, userEmail: apiUser }],
    ...{ sources: [sourceKey], boards: [boardKey], profiles: [1, 2, 3].map(profile) },
  });
  const id = "10000000-0000-4000-8000-000000000001";
  const leverFake = createLeverFake({
    apiKeys: [secrets.apiKey],
    apps: [
      {
        ...{ clientId: "client-1", clientSecret: secrets.clientSecret, environment: "sandbox" },
        refreshTokens: [secrets.refreshToken],
      },
    ],
    postings: [{ id: "baker", text: "Baker" }],
    contacts: [{ id, name: info.full_name, emails: [info.email] }],
    opportunities: [{ id, contact: id }],
  });
  const harvest = createGreenhouseFake({
    jobs: [{ id: 4_000_000_123, name: "Baker" }],
    candidates: [{ id: 77, first_name: info.first_name, last_name: info.last_name }],
  });
  const fetch = joinFakes([hrflow, leverFake, harvest], { files: { [resumeUrl]: resume } });
  const store = createMemoryStore();
  const origin = { apiSecret: secrets.hrflow, apiUser, sourceKey };
  const byKey = { clientDomain: "api", apiKey: secrets.apiKey } as const;
  const byToken = {
    ...{ authDomain: "sandbox-lever", clientDomain: "api.sandbox", clientId: "client-1" },
    ...{ clientSecret: secrets.clientSecret, refreshToken: secrets.refreshToken },
  } as const;
  const v3 = { clientId: "client-1", clientSecret: secrets.clientSecret, userId: 4_000_000_017 };
  const jobs = { apiSecret: secrets.hrflow, apiUser, boardKey };
  const around = (options: RunOptions) => ({ fetch, store, rateLimits: unlimited, ...options });
  const workflowId = "w";
  const inputFor = (number: number, target: typeof byKey | typeof byToken = byKey) => ({
    workflowId,
    originParameters: { ...origin, profileKey: keyOf(number) },
    targetParameters: { ...target, performAs: "user-1" },
  });
  return {
    ...{ hrflow, leverFake, harvest, fetch, store },
    push: (options: RunOptions, number = 1) => lever.pushProfile(inputFor(number), around(options)),
    pushByToken: (options: RunOptions) => lever.pushProfile(inputFor(1, byToken), around(options)),
    async pushMany(options: RunOptions) {
      for await (const _ of pushMany(
        lever.pushProfile,
        [1, 2, 3].map((number) => inputFor(number)),
        around(options),
      ));
    },
    check: (options: RunOptions) =>
      lever.check({ action: "pushProfile", targetParameters: inputFor(1).targetParameters }, around(options)),
    pushList: (options: RunOptions, actionParameters = {}) =>
      lever.pushProfileList({ ...inputFor(1), actionParameters, originParameters: origin }, around(options)),
    replay: (runId: string, options: RunOptions) =>
      replay(
        lever.pushProfile,
        { runId, targetParameters: inputFor(1).targetParameters },
        { ...around(options), store },
      ),
    /** Both directions of both vendors. */
    everything: (options: RunOptions) => [
      () => lever.pullProfileList({ workflowId, originParameters: byKey, targetParameters: origin }, around(options)),
      () => lever.pullJobList({ workflowId, originParameters: byKey, targetParameters: jobs }, around(options)),
      () => greenhouse.pushProfileList({ workflowId, originParameters: origin, targetParameters: v3 }, around(options)),
      () => greenhouse.pullProfileList({ workflowId, originParameters: v3, targetParameters: origin }, around(options)),
      () => greenhouse.pullJobList({ workflowId, originParameters: v3, targetParameters: jobs }, around(options)),
    ],
  };
}

/** Lets the waits of retries and lookups pass quickly in the tests of a file. */
export function passWaits(): void {
  let restore: () => void;
  beforeEach(() => {
    restore = shortenWaits();
  });
  afterEach(() => restore());
}
