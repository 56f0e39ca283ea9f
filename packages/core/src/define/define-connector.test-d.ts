import * as z from "zod";
import * as mini from "zod/mini";
import type { RunResult } from "../contract/result";
import type { Store } from "../contract/shared";
import { typedApi } from "../http/api";
import { multipart } from "../http/outgoing";
import { paginate } from "../http/pages";
import { pushMany } from "../run/many";
import { replay } from "../run/replay";
import { defineAction, defineConnector } from "./define-connector";
import { defineAlternatives, defineConnection, defineWarehouse } from "./define-warehouse";
import { parameterSchema, type WithDefaults } from "./parameter-schema";

/* Checked by `tsc` alone: every line that must not compile is marked, and `tsc` complains when it does. */

interface Person {
  id: number;
}
interface Candidate {
  name: string;
}
interface Json<Body> {
  content: { "application/json": Body };
}
interface Paths {
  "/people": {
    get: {
      parameters: { query?: { cursor?: string; limit?: number } };
      responses: { 200: Json<{ people: Person[]; next: string | null }> };
    };
  };
  "/candidates": { post: { requestBody: Json<Candidate>; responses: { 201: Json<{ id: string }> } } };
  "/candidates/{id}/file": {
    post: {
      parameters: { path: { id: string } };
      requestBody: { content: { "multipart/form-data": { file: string } } };
      responses: { 204: { content?: never } };
    };
  };
}

const api = typedApi<Paths>({ baseUrl: "https://api.acme.example" });

const people = defineConnection({
  name: "people",
  api,
  parameters: z.object({ apiSecret: z.string().meta({ format: "password" }), team: z.string().default("all") }),
  auth: ({ apiSecret }) => ({ type: "bearer", token: apiSecret }),
  account: ({ team }) => team,
  rateLimit: { requests: 10, perMs: 1_000, burst: 20, countedBy: ({ apiSecret }) => apiSecret },
});

const candidates = defineConnection({
  name: "candidates",
  api,
  parameters: z.object({ performAs: z.string(), limit: z.string().transform(Number).optional() }),
  auth: () => ({ type: "none" }),
  account: ({ performAs }) => performAs,
});

// @ts-expect-error no such way to authorize
defineConnection({ ...candidates, auth: () => ({ type: "digest" }) });
// @ts-expect-error the credential has no such field
defineConnection({ ...candidates, account: ({ company }) => company });
// @ts-expect-error the account is a text
defineConnection({ ...candidates, account: ({ limit }: { limit?: number }) => limit });

const origin = defineWarehouse({
  name: "Acme people",
  dataType: "profile",
  connection: people,
  read: {
    endpoints: ["GET /people"],
    read({ api, parameters: { apiSecret, team }, since }) {
      const given: [string, string, string | null] = [apiSecret, team, since];
      return paginate(
        (cursor) => api.GET("/people", { params: { query: { cursor, limit: given.length } } }),
        ({ people, next }) => ({ rows: people, next }),
      );
    },
    cursor: (person) => String(person.id),
    id: (person) => person.id.toFixed(),
  },
});

const target = defineWarehouse({
  name: "Acme candidates",
  dataType: "profile",
  connection: candidates,
  write: {
    endpoints: ["POST /candidates", { endpoint: "POST /candidates/{id}/file", permission: "files:write" }],
    async write(item: Candidate, { api, parameters, step, optional }) {
      const parsed: number | undefined = parameters.limit;
      const { id } = await step("candidate", {
        create: () => api.POST("/candidates", { body: item }),
        keep: ({ id }) => ({ id: `${id}${parsed}` }),
        sent: () => ({ at: 1 }),
        find: async (wasSent, sent) => ((await wasSent("name", String(sent.at))) ? { id: "1" } : null),
      });
      const file = await optional("file", {
        create: async () => {
          const form = multipart({ file: new File([], "cv.pdf") });
          // @ts-expect-error a body is required
          await api.POST("/candidates/{id}/file", { params: { path: { id } } });
          const nothing: undefined = await api.POST("/candidates/{id}/file", { params: { path: { id } }, ...form });
          return { nothing };
        },
        keep: () => ({ id: "file" }),
      });
      // @ts-expect-error an optional step may have failed
      file.id;
      // @ts-expect-error no such path
      await api.POST("/candidate", { body: item });
      // @ts-expect-error no such method of the path
      await api.DELETE("/candidates");
      // @ts-expect-error not the document's body
      await api.POST("/candidates", { body: { title: "x" } });
      const { data, headers } = await api.response.GET("/people");
      return { id, url: `${data.people.length}${headers.get("link")}` };
    },
  },
});

const description = "Pushes people to candidates.";
const toCandidate = (person: Person): Candidate => ({ name: String(person.id) });
const read = { endpoints: [], read: () => stream() } as const;
declare function stream(): AsyncIterable<Person>;

defineAction({ description, origin, target, format: async (person) => ({ name: String(person.id) }) });
// @ts-expect-error the format returns what the target does not take
defineAction({ description, origin, target, format: (person: Person) => ({ title: String(person.id) }) });
// @ts-expect-error the format may return null: only a logic discards an item
defineAction({ description, origin, target, format: (person) => (person.id > 0 ? { name: "x" } : null) });
// @ts-expect-error the format takes what the origin does not yield
defineAction({ description, origin, target, format: (person: { missing: string }) => ({ name: person.missing }) });
// @ts-expect-error a warehouse that is only written cannot be read
defineAction({ description, origin: target, target, format: toCandidate });
// @ts-expect-error a warehouse that is only read cannot be written
defineAction({ description, origin, target: origin, format: toCandidate });
// @ts-expect-error not a kind of record
defineWarehouse({ name: "Acme", dataType: "invoice", connection: people, read });
// @ts-expect-error an endpoint that the document lacks
defineWarehouse({ name: "Acme", dataType: "job", connection: people, read: { ...read, endpoints: ["GET /jobs"] } });
// @ts-expect-error read is no async iterable
defineWarehouse({ name: "Acme", dataType: "job", connection: people, read: { endpoints: [], read: () => [1] } });
// @ts-expect-error a receipt has an id
defineWarehouse({ name: "A", dataType: "job", connection: people, write: { endpoints: [], write: async () => ({}) } });

const acme = defineConnector({
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

/** Never called: only its types are checked. */
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
  // @ts-expect-error the schema's output type in place of its input type
  await acme.pushProfile({ ...parameters, targetParameters: { performAs: "u", limit: 5 } });
  // @ts-expect-error one of the four inputs is missing
  await acme.pushProfile({ originParameters, targetParameters });
  // @ts-expect-error no such read mode
  await acme.pushProfile({ ...parameters, actionParameters: { readMode: "all" } });
  // @ts-expect-error no such action parameter
  await acme.pushProfile({ ...parameters, actionParameters: { read_mode: "sync" } });
  // @ts-expect-error what the format returns does not fit the target
  await acme.pushProfile({ ...parameters, actionParameters: { format: (person) => ({ title: person.id }) } });
  // @ts-expect-error a format that may return null
  await acme.pushProfile({ ...parameters, actionParameters: { format: () => null } });
  // @ts-expect-error the origin's items have no such field
  await acme.pushProfile({ ...parameters, actionParameters: { format: (person) => ({ name: person.name }) } });
  // @ts-expect-error logics come after the format: they take the target's items
  await acme.pushProfile({ ...parameters, actionParameters: { logics: [(item: Person) => item] } });
  // @ts-expect-error a logic that returns something else
  await acme.pushProfile({ ...parameters, actionParameters: { logics: [(item) => item.name] } });
  await replay(acme.pushProfile, { runId: result.runId, targetParameters }, { store });
  await replay(acme.pushProfile, { ...parameters, runId: result.runId, skipPermanent: true }, { store, fetch });
  // @ts-expect-error the run is missing
  await replay(acme.pushProfile, { targetParameters }, { store });
  // @ts-expect-error the store does not keep what the target needs
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
const fields = { apiKey: z.string().optional(), token: z.string().optional() };
const either = defineConnection({
  name: "either",
  api,
  parameters: parameterSchema<Credential>(z.object(fields)),
  auth: () => ({ type: "none" }),
  account: ({ apiKey, token }) => apiKey ?? token ?? "",
});
const acmeStore = defineWarehouse({
  name: "Acme store",
  dataType: "profile",
  connection: either,
  read: { endpoints: [], read: ({ parameters }) => readPeople(parameters) },
  write: { endpoints: [], write: async (_: Person) => ({ id: "1" }) },
});
declare function readPeople(credential: Credential): AsyncIterable<Person>;

/** A warehouse that is read and written can be both sides of an action. */
export const both = defineAction({ description, origin: acmeStore, target: acmeStore, format: (person) => person });
export const one: Credential = { apiKey: "k" };
// @ts-expect-error exactly one of the two
export const neither: Credential = { apiKey: "k", token: "t" };

/** A side may have parameters beside those of the connection. */
export const withMore = defineWarehouse({
  name: "Acme store",
  dataType: "profile",
  connection: either,
  write: {
    parameters: parameterSchema<Credential & { board: string }>(
      mini.object({ board: mini.string() }),
      mini.toJSONSchema,
    ),
    endpoints: [],
    write: async (_: Person, { parameters: { board, apiKey } }) => ({ id: `${board}${apiKey}` }),
  },
});

/** One of several warehouses is written. */
export const alternatives = defineAlternatives({
  name: "Acme",
  dataType: "profile",
  parameters: parameterSchema<Credential>(z.object(fields)),
  of: [acmeStore, withMore],
  choose: ({ apiKey }) => (apiKey ? acmeStore : withMore),
});

const { push } = defineConnector({
  name: "Acme",
  slug: "acme",
  type: "ATS",
  url: "https://acme.example",
  description,
  package: { name: "hrflow-connector-acme", version: "1.0.0" },
  actions: { push: both },
});
const manyInput = { workflowId: "w", originParameters: { apiKey: "k" }, targetParameters: { token: "t" } };

/** The inputs of many runs are those of the action, and come back with the results. */
export async function pushManyOfThem(): Promise<void> {
  for await (const { input, result } of pushMany(push, [manyInput])) {
    input.workflowId satisfies string;
    result.receipts satisfies object[];
  }
  // @ts-expect-error no originParameters
  pushMany(push, [{ workflowId: "w", targetParameters: { token: "t" } }]);
  // @ts-expect-error `apiKey` is a text
  pushMany(push, [{ ...manyInput, originParameters: { apiKey: 1 } }]);
}

/** Parameters with a default value are there once they are checked. */
export const withDefaults = ({ pages }: WithDefaults<{ pages?: number | undefined; token: string }, "pages">): number =>
  pages;
