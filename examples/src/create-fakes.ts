import { readFile } from "node:fs/promises";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { formatOpportunity } from "@hrflow-connectors/lever";
import {
  createGreenhouseFake,
  createHrflowFake,
  createLeverFake,
  type Fake,
  type GreenhouseFake,
  type HrflowState,
  joinFakes,
  type LeverState,
} from "@hrflow-connectors/testing/fakes";

/** The credentials that the fakes accept. */
export const hrflowAccount = { apiSecret: "ask_00000000000000000000000000000000", apiUser: "demo@example.com" };
export const leverApp = { clientId: "demo-client", clientSecret: "demo-secret" };
export const leverCode = "demo-code";
export const leverKey = "demo-key";
export const greenhouseClient = { clientId: "demo-client", clientSecret: "demo-secret" };
export const greenhouseUser = 4000000012;

export interface Fakes {
  hrflow: Fake<HrflowState>;
  lever: Fake<LeverState>;
  greenhouse: GreenhouseFake;
  /** Reaches only the fakes and the files of the profile. */
  fetch: ReturnType<typeof joinFakes>;
}

/** The source that people in Lever are pulled to. */
export const pulledSource = "00000000000000000000000000000000000000cc";
/** Whether a record of Lever was there before any push. */
export const isPulled = ({ id }: { id: string }) => id.startsWith("person-");
const pulledPeople = 40;

/** Creates the three fakes. HrFlow.ai has the profile, Lever the postings in its tags and people to pull. Greenhouse accepts any job. */
export async function createFakes(profile: HrflowProfile): Promise<Fakes> {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: hrflowAccount.apiSecret, userEmail: hrflowAccount.apiUser }],
    sources: [profile.source_key, pulledSource],
    profiles: [{ ...profile }],
  });
  const people = Array.from({ length: pulledPeople }, (_, n) => ({
    id: `person-${n}`,
    name: `Person ${n}`,
    email: `person-${n}@example.com`,
    createdAt: Date.now() - (n + 1) * 3_600_000,
  }));
  const lever = createLeverFake({
    apps: [{ ...leverApp, codes: [leverCode] }],
    apiKeys: [leverKey],
    contacts: people.map(({ id, name, email }) => ({ id, name, emails: [email] })),
    opportunities: people.map(({ id, createdAt }) => ({ id, createdAt })),
    postings: (formatOpportunity(profile).postings ?? []).map((id) => ({ id })),
  });
  const greenhouse = createGreenhouseFake({
    clients: { [greenhouseClient.clientId]: greenhouseClient.clientSecret },
    users: [greenhouseUser],
  });
  return {
    hrflow,
    lever,
    greenhouse,
    fetch: joinFakes([hrflow, lever, greenhouse], { files: await filesOf(profile) }),
  };
}

/** Serves the sample resume at the URL of each attachment. */
async function filesOf({ attachments }: HrflowProfile) {
  const resume = await readFile(new URL("../resume.pdf", import.meta.url));
  const respond = () => new Response(resume, { headers: { "content-type": "application/pdf" } });
  const urls = (attachments ?? []).map(({ public_url }) => public_url ?? "").filter((url) => URL.canParse(url));
  return Object.fromEntries(urls.map((url) => [new URL(url).href, respond]));
}
