import type { Store } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  typedApi,
} from "@hrflow-connectors/core/connector";
import * as z from "zod";

interface Json<Body> {
  content: { "application/json": Body };
}
interface Paths {
  "/candidates": {
    get: { responses: { 200: Json<{ id: string; name: string }[]> } };
    post: { requestBody: Json<{ name: string }>; responses: { 201: Json<{ id: string }> } };
  };
}

const warehouse = defineWarehouse({
  name: "Acme people",
  dataType: "profile",
  connection: defineConnection({
    name: "acme",
    api: typedApi<Paths>({ baseUrl: "https://api.acme.example" }),
    parameters: z.object({ person: z.string().optional() }),
    auth: () => ({ type: "none" }),
    account: () => "acme",
  }),
  read: {
    endpoints: [],
    async *read({ parameters }): AsyncGenerator<{ reference: string }> {
      yield { reference: parameters.person ?? "" };
    },
  },
  write: {
    endpoints: ["POST /candidates", "GET /candidates"],
    async write({ reference: name }: { reference: string }, { api, step }) {
      return step("candidate", {
        create: () => api.POST("/candidates", { body: { name } }),
        keep: ({ id }) => ({ id }),
        identity: { name },
        find: () => api.GET("/candidates"),
      });
    },
  },
});
const { push } = defineConnector({
  name: "Acme",
  slug: "acme",
  type: "ATS",
  url: "https://acme.example",
  description: "An applicant tracking system in memory",
  package: { name: "hrflow-connector-acme", version: "1.2.3" },
  actions: {
    push: defineAction({ description: "Pushes.", origin: warehouse, target: warehouse, format: (item) => item }),
  },
});

/** Pushes people by their references to a vendor in memory, each by a run of its own. */
export function createPeople(store: Store) {
  const candidates: string[] = [];
  const fetch = async (request: Request) => {
    if (request.method === "GET") return Response.json([]);
    candidates.push((await request.json()).name);
    return Response.json({ id: `c${candidates.length}` }, { status: 201 });
  };
  const pushOne = (person: string) =>
    push({ workflowId: "w", originParameters: { person }, targetParameters: {} }, { fetch, store });
  return { candidates, push: (...people: string[]) => Promise.all(people.map(pushOne)) };
}
