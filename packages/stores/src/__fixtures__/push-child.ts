import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  typedApi,
} from "@hrflow-connectors/core/connector";
import * as z from "zod";
import { createFileStore } from "../file-store";

/*
 * The script of a child process: pushes so many people at once to a vendor in memory, with a file store, and prints how many
 * succeeded, how many candidates there are, and which errors there were.
 */
const [directory = "", count = "0"] = process.argv.slice(2);

interface Json<Body> {
  content: { "application/json": Body };
}
interface Paths {
  "/candidates": {
    get: { responses: { 200: Json<{ id: string; name: string }[]> } };
    post: { requestBody: Json<{ name: string }>; responses: { 201: Json<{ id: string }> } };
  };
}

const candidates: string[] = [];
const fetch = async (request: Request) => {
  if (request.method === "GET") return Response.json([]);
  candidates.push((await request.json()).name);
  return Response.json({ id: `c${candidates.length}` }, { status: 201 });
};

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
      const { id } = await step("candidate", {
        create: () => api.POST("/candidates", { body: { name } }),
        keep: ({ id }) => ({ id }),
        identity: { name },
        find: () => api.GET("/candidates"),
      });
      return step("application", {
        create: () => api.POST("/candidates", { body: { name: `application of ${id}` } }),
        keep: () => ({ id }),
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

const store = createFileStore({ directory });
const results = await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    push({ workflowId: "w", originParameters: { person: `p${index}` }, targetParameters: {} }, { fetch, store }),
  ),
);
const succeeded = results.filter(({ status }) => status === "success").length;
const errors = [...new Set(results.flatMap(({ failures }) => failures.map(({ error }) => error.message)))];
console.log(JSON.stringify({ succeeded, created: new Set(candidates).size, errors: errors.slice(0, 5) }));
