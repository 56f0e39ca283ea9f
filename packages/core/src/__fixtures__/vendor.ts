import * as z from "zod";
import type { Auth } from "../contract/connection";
import type { ActionParameters } from "../contract/run";
import { defineAction, defineConnector } from "../define/define-connector";
import { defineConnection, defineWarehouse } from "../define/define-warehouse";
import { typedApi } from "../http/api";

export interface Candidate {
  id: string;
  name: string;
  email?: string;
  tags: string[];
}

interface Json<Body> {
  content: { "application/json": Body };
}
interface Paths {
  "/candidates": {
    get: { responses: { 200: Json<Candidate[]> } };
    post: { requestBody: Json<{ name: string; email?: string }>; responses: { 201: Json<Candidate> } };
  };
  "/candidates/{id}/tags": {
    post: {
      parameters: { path: { id: string } };
      requestBody: Json<{ tag: string }>;
      responses: { 201: Json<{ id: string }> };
    };
  };
}

export interface Person {
  key: string;
  reference?: string;
  name: string;
  email?: string;
  tags?: string[];
}

const connection = defineConnection({
  name: "vendor",
  api: typedApi<Paths>({ baseUrl: "https://api.vendor.example" }),
  parameters: z.object({ account: z.string().default("account-1"), board: z.string().default("board-1") }),
  auth: () => ({ type: "none" }),
  account: ({ account }) => account,
});

/** A vendor that keeps what it creates, and the next outcomes of its creates. */
export function createVendor() {
  const candidates: Candidate[] = [];
  /** Taken one by one: what happens to a create. Default: it is created, and the vendor says so. */
  const outcomes: ("created" | "lost" | "failed" | number)[] = [];
  const requests: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    requests.push(`${request.method} ${pathname}`);
    if (request.method === "GET") return Response.json(candidates);
    const body = await request.json();
    const outcome = outcomes.shift() ?? "created";
    if (typeof outcome === "number") return Response.json({ message: "refused" }, { status: outcome });
    const id = /^\/candidates\/(.*)\/tags$/.exec(pathname)?.[1];
    if (outcome !== "failed" && id) candidates.find((one) => one.id === id)?.tags.push(body.tag);
    if (outcome !== "failed" && !id) candidates.push({ tags: [], ...body, id: `c${candidates.length + 1}` });
    if (outcome !== "created") return Response.json({ message: "broken" }, { status: 500 });
    return Response.json(id ? { id: body.tag } : candidates.at(-1), { status: 201 });
  };
  return { candidates, outcomes, requests, fetch };
}

/** A connector that pushes these people to the vendor: each a candidate, and its tags. */
export function createPush(people: () => Person[], auth: () => Auth = connection.auth as () => Auth) {
  const warehouse = defineWarehouse({
    name: "Vendor candidates",
    dataType: "profile",
    connection: { ...connection, auth },
    read: {
      endpoints: [],
      async *read(): AsyncGenerator<Person> {
        yield* people();
      },
      cursor: ({ key }) => key,
    },
    write: {
      endpoints: ["POST /candidates", "GET /candidates"],
      scope: ({ board }) => board,
      concurrency: 4,
      async write({ tags = [], key: _, reference: __, ...body }: Person, { api, step, optional }) {
        const { id } = await step("candidate", {
          create: () => api.POST("/candidates", { body }),
          keep: (created) => ({ id: created.id }),
          identity: { name: body.name, email: body.email },
          looksBefore: true,
          async find(wasSent) {
            const rows = await api.GET("/candidates");
            const matches = await Promise.all(rows.map(({ name }) => wasSent("name", name)));
            return rows.filter((_, index) => matches[index]);
          },
        });
        for (const tag of tags) {
          await optional(`tag: ${tag}`, {
            create: () => api.POST("/candidates/{id}/tags", { params: { path: { id } }, body: { tag } }),
            keep: (created) => ({ id: created.id }),
            find: async () => {
              const own = (await api.GET("/candidates")).find((one) => one.id === id);
              return (own?.tags ?? []).filter((one) => one === tag).map((one) => ({ id: one }));
            },
          });
        }
        return { id };
      },
    },
  });
  const { push } = defineConnector({
    name: "Vendor",
    slug: "vendor",
    type: "ATS",
    url: "https://vendor.example",
    description: "A vendor in memory",
    package: { name: "hrflow-connector-vendor", version: "1.0.0" },
    actions: {
      push: defineAction({ description: "Pushes.", origin: warehouse, target: warehouse, format: (person) => person }),
    },
  });
  return push;
}

export const inputOf = (actionParameters: ActionParameters<Person, Person> = {}) => ({
  workflowId: "workflow",
  actionParameters,
  originParameters: {},
  targetParameters: {},
});
