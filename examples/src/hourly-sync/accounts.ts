import { createHrflowFake, createLeverFake, joinFakes, type Served } from "@hrflow-connectors/testing/fakes";
import type { Accounts } from "./sync";

/** The accounts of the fakes. Real ones come from where you keep secrets. */
export const accounts: Accounts = {
  hrflow: { apiSecret: "ask_00000000000000000000000000000000", apiUser: "demo@example.com" },
  lever: { clientDomain: "api", apiKey: "demo-key" },
  performAs: "8d49b010-cc6a-4f40-ace5-e86061c677ed",
  boardKey: "b".repeat(40),
  fromLeverKey: "f".repeat(40),
  toLeverKey: "a".repeat(40),
};

export interface Sizes {
  postings: number;
  people: number;
  profiles: number;
}

/** HrFlow.ai with profiles to push, and Lever with postings and people to pull. */
export function createAccounts({ postings, people, profiles }: Sizes) {
  const since = (hours: number) => Date.now() - (hours + 1) * 3_600_000;
  const list = <T>(count: number, create: (index: number) => T) => Array.from({ length: count }, (_, n) => create(n));
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: accounts.hrflow.apiSecret, userEmail: accounts.hrflow.apiUser }],
    sources: [accounts.fromLeverKey, accounts.toLeverKey],
    boards: [accounts.boardKey],
    profiles: list(profiles, (n) => ({
      source_key: accounts.toLeverKey,
      key: n.toString(16).padStart(40, "c"),
      reference: `profile-${n}`,
      info: { full_name: `Profile ${n}`, email: `profile-${n}@example.com` },
    })),
  });
  const lever = createLeverFake({
    apiKeys: [accounts.lever.apiKey],
    postings: list(postings, (n) => ({ id: `posting-${n}`, text: `Posting ${n}`, createdAt: since(n) })),
    contacts: list(people, (n) => ({ id: `person-${n}`, name: `Person ${n}`, emails: [`person-${n}@example.com`] })),
    opportunities: list(people, (n) => ({ id: `person-${n}`, createdAt: since(n) })),
  });
  const fakes = [hrflow, lever];
  const served: Served = { fetch: joinFakes(fakes), bases: fakes.flatMap(({ bases }) => bases) };
  return { hrflow, lever, served };
}
