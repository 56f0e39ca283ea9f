import * as z from "zod";
import type { RunResult, Store } from "../contract/v1";
import { replay } from "../run/replay";
import { defineAction } from "./define-action";
import { defineConnector } from "./define-connector";
import { defineWarehouse, parameterSchema } from "./define-warehouse";

/* Checked by `tsc` alone: every line that must not compile is marked, and `tsc` complains when it does. */

interface Person {
  id: number;
}
interface Candidate {
  name: string;
}

const origin = defineWarehouse({
  specificationVersion: "v1",
  name: "Acme people",
  dataType: "profile",
  read: {
    parameters: z.object({ apiSecret: z.string(), team: z.string().default("all") }),
    endpoints: [],
    async *read({ apiSecret, team }, { readFrom }): AsyncGenerator<Person> {
      const given: [string, string, string | null] = [apiSecret, team, readFrom];
      yield { id: given.length };
    },
    incremental: { cursor: (person) => String(person.id) },
  },
});

const target = defineWarehouse({
  specificationVersion: "v1",
  name: "Acme candidates",
  dataType: "profile",
  write: {
    parameters: z.object({ performAs: z.string(), limit: z.string().transform(Number).optional() }),
    endpoints: [],
    async open({ limit }) {
      const parsed: number | undefined = limit;
      return { write: async (item: Candidate) => ({ id: `${item.name}${parsed}` }) };
    },
  },
});

const description = "Pushes people to candidates.";
const toCandidate = (person: Person): Candidate => ({ name: String(person.id) });

defineAction({ description, origin, target, format: async (person) => ({ name: String(person.id) }) });
// @ts-expect-error the format answers what the target does not take
defineAction({ description, origin, target, format: (person: Person) => ({ title: String(person.id) }) });
// @ts-expect-error the format takes what the origin does not yield
defineAction({ description, origin, target, format: (person: { missing: string }) => ({ name: person.missing }) });
// @ts-expect-error what is only written cannot be read
defineAction({ description, origin: target, target, format: toCandidate });
// @ts-expect-error what is only read cannot be written
defineAction({ description, origin, target: origin, format: toCandidate });
// @ts-expect-error the version is that of this contract
defineWarehouse({ ...origin, specificationVersion: "v2" });
// @ts-expect-error so is the kind of record
defineWarehouse({ ...origin, dataType: "invoice" });

const acme = defineConnector({
  specificationVersion: "v1",
  name: "Acme",
  slug: "acme",
  type: "ATS",
  url: "https://acme.example",
  description: "",
  package: { name: "hrflow-connector-acme", version: "1.0.0" },
  actions: { pushProfile: defineAction({ description, origin, target, format: toCandidate }) },
});

const workflowId = "w";
const originParameters = { apiSecret: "s" };
const targetParameters = { performAs: "u" };
const parameters = { workflowId, originParameters, targetParameters };

declare const store: Store;

/** Never called: its types are what counts. */
export async function uses(): Promise<RunResult[]> {
  const result: RunResult = await acme.pushProfile(parameters);
  await acme.pushProfile({ ...parameters, originParameters: { apiSecret: "s", team: "one" } }, { fetch });
  await acme.pushProfile({ ...parameters, targetParameters: { performAs: "u", limit: "5" } });
  await acme.pushProfile({
    ...parameters,
    actionParameters: {
      readMode: "incremental",
      format: async (person) => ({ name: person.id.toFixed() }),
      logics: [(item) => (item.name.startsWith("x") ? null : item), async () => undefined],
      callback: (soFar) => soFar.events.write_success,
    },
  });
  await acme.pushProfile({ ...parameters, actionParameters: { format: undefined, logics: [], readMode: "sync" } });

  // @ts-expect-error a parameter is missing
  await acme.pushProfile({ ...parameters, originParameters: {} });
  // @ts-expect-error the spelling of the Python project
  await acme.pushProfile({ ...parameters, targetParameters: { performAs: "u", perform_as: "u" } });
  // @ts-expect-error of another type
  await acme.pushProfile({ ...parameters, targetParameters: { performAs: 7 } });
  // @ts-expect-error given as it comes out of the schema, not as it goes in
  await acme.pushProfile({ ...parameters, targetParameters: { performAs: "u", limit: 5 } });
  // @ts-expect-error one of the four inputs is missing
  await acme.pushProfile({ originParameters, targetParameters });
  // @ts-expect-error no such read mode
  await acme.pushProfile({ ...parameters, actionParameters: { readMode: "all" } });
  // @ts-expect-error no such action parameter
  await acme.pushProfile({ ...parameters, actionParameters: { read_mode: "sync" } });
  // @ts-expect-error the format's answer does not fit the target
  await acme.pushProfile({ ...parameters, actionParameters: { format: (person) => ({ title: person.id }) } });
  // @ts-expect-error the origin's items have no such field
  await acme.pushProfile({ ...parameters, actionParameters: { format: (person) => ({ name: person.name }) } });
  // @ts-expect-error logics come after the format: they take the target's items
  await acme.pushProfile({ ...parameters, actionParameters: { logics: [(item: Person) => item] } });
  // @ts-expect-error a logic that answers something else
  await acme.pushProfile({ ...parameters, actionParameters: { logics: [(item) => item.name] } });
  await replay(acme.pushProfile, { runId: result.runId, targetParameters }, { store });
  await replay(acme.pushProfile, { ...parameters, runId: result.runId, skipPermanent: true }, { store, fetch });
  // @ts-expect-error the run is missing
  await replay(acme.pushProfile, { targetParameters }, { store });
  // @ts-expect-error what the target needs is not kept in the store
  await replay(acme.pushProfile, { runId: result.runId }, { store });
  // @ts-expect-error a replay reads from the store
  await replay(acme.pushProfile, { runId: result.runId, targetParameters }, { fetch });
  // @ts-expect-error no such action
  await acme.pullProfile(parameters);
  // @ts-expect-error a reason is one of the known ones
  if (result.reason === "no such reason") return [];
  return [result];
}

type Credential = { apiKey: string; token?: never } | { token: string; apiKey?: never };
const either = parameterSchema<Credential>(z.object({ apiKey: z.string().optional(), token: z.string().optional() }));
const acmeStore = defineWarehouse({
  specificationVersion: "v1",
  name: "Acme store",
  dataType: "profile",
  read: { parameters: either, endpoints: [], read: (credential: Credential) => people(credential) },
  write: { parameters: either, endpoints: [], open: async () => ({ write: async (_: Person) => ({ id: "1" }) }) },
});
declare function people(credential: Credential): AsyncIterable<Person>;

/** A warehouse that is read and written serves on both sides. */
export const both = defineAction({ description, origin: acmeStore, target: acmeStore, format: (person) => person });
export const one: Credential = { apiKey: "k" };
// @ts-expect-error exactly one of the two
export const neither: Credential = { apiKey: "k", token: "t" };
