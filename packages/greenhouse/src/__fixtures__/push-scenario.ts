import { createMemoryStore, type Fetch, type Store } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  createGreenhouseFake,
  type GreenhouseFake,
  type GreenhouseFakeOptions,
  joinFakes,
} from "@hrflow-connectors/testing/fakes";
import { greenhouse } from "../greenhouse-connector";
import { bareProfile, fullProfile } from "./profile";
import { originParameters, profileUrl, v1Parameters, v3Parameters } from "./push-input";
import { settle } from "./settle";

export type Version = "v3" | "v1";
export const versions: Version[] = ["v3", "v1"];

const targets = { v3: v3Parameters, v1: v1Parameters };
const resumeUrl = "https://files.example.org/cv-ada.pdf";
const tags = [{ name: "greenhouse_job_id", value: 4000000123 }];
/** With a resume. */
export const profileWithResume: HrflowProfile = { ...fullProfile, tags };
/** Without a resume and an e-mail address. */
export const profileWithNote: HrflowProfile = { ...bareProfile, tags, text: "Grace wrote a compiler" };

/** How many candidates, applications, employments, educations and files there are once `profileWithResume` is delivered. */
export const allRecords = [1, 1, 2, 1, 1];

export function countRecords({ state }: GreenhouseFake): number[] {
  const { candidates, applications, employments, educations, attachments } = state;
  return [candidates, applications, employments, educations, attachments].map((rows) => rows.length);
}

interface Process {
  fetch: Fetch;
  store: Store;
  signal?: AbortSignal;
}

interface Outlasting {
  fake?: GreenhouseFake;
  store?: Store;
  /** Of a new fake. */
  options?: GreenhouseFakeOptions;
}

/** An account of Greenhouse and a store, which outlast the processes that use them. Needs fake timers. */
export function createPushScenario(
  version: Version,
  profile = profileWithResume,
  { options, store = createMemoryStore(), ...known }: Outlasting = {},
) {
  const fake = known.fake ?? createGreenhouseFake({ limits: { v3: 10_000, v1: 10_000 }, ...options });
  const fetch: Fetch = joinFakes([fake], {
    files: {
      [profileUrl]: () => Response.json({ code: 200, message: "Profile", data: profile }),
      [resumeUrl]: () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } }),
    },
  });
  const logged: string[] = [];
  const log = (_: object, text: string) => void logged.push(text);
  const logger = { debug: () => {}, info: log, warn: log, error: log };
  const run = (process: Process, onDuplicate: "skip" | "create" = "skip") => {
    const targetParameters = targets[version];
    const input = { workflowId: "w", actionParameters: { onDuplicate }, originParameters, targetParameters };
    return greenhouse.pushProfile(input, { logger, ...process });
  };
  const push = (onDuplicate?: "skip" | "create") => settle(run({ fetch, store }, onDuplicate), 250);
  /** Pushes, and returns the requests that Greenhouse got, without queries. */
  const callsOfPush = async () => {
    const before = fake.requests.length;
    await push();
    const sent = fake.requests.slice(before).filter(({ url }) => new URL(url).host === "harvest.greenhouse.io");
    return sent.map(({ method, path }) => `${method} ${path.replace(/\/\d+/, "/{id}")}`);
  };
  return { fake, store, fetch, run, push, callsOfPush, logged };
}
