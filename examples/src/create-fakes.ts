import { readFile } from "node:fs/promises";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { formatOpportunity } from "@hrflow-connectors/lever";
import {
  createGreenhouseFake,
  createHrflowFake,
  createLeverFake,
  type Fake,
  type GreenhouseFake,
  joinFakes,
  type LeverState,
} from "@hrflow-connectors/testing/fakes";
import { greenhouseClient, greenhouseUser, hrflowAccount, leverApp, leverCode } from "./credentials";

export interface Fakes {
  lever: Fake<LeverState>;
  greenhouse: GreenhouseFake;
  /** Reaches them, HrFlow.ai with the profile, and its files; nothing else. */
  fetch: ReturnType<typeof joinFakes>;
}

/** Makes fakes of all three: HrFlow.ai holds the profile, Lever the postings that its tags name; Greenhouse takes any job. */
export async function createFakes(profile: HrflowProfile): Promise<Fakes> {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: hrflowAccount.apiSecret, userEmail: hrflowAccount.apiUser }],
    sources: [profile.source_key],
    profiles: [{ ...profile }],
  });
  const lever = createLeverFake({
    apps: [{ ...leverApp, codes: [leverCode] }],
    postings: (formatOpportunity(profile).postings ?? []).map((id) => ({ id })),
  });
  const greenhouse = createGreenhouseFake({
    clients: { [greenhouseClient.clientId]: greenhouseClient.clientSecret },
    users: [greenhouseUser],
  });
  return { lever, greenhouse, fetch: joinFakes([hrflow, lever, greenhouse], { files: await filesOf(profile) }) };
}

/** Whatever file the profile names, its address answers with the same sample. */
async function filesOf({ attachments }: HrflowProfile) {
  const resume = await readFile(new URL("../resume.pdf", import.meta.url));
  const answer = () => new Response(resume, { headers: { "content-type": "application/pdf" } });
  const addresses = (attachments ?? []).map(({ public_url }) => public_url ?? "").filter((url) => URL.canParse(url));
  return Object.fromEntries(addresses.map((url) => [new URL(url).href, answer]));
}
