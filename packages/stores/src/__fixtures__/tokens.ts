import type { Store } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  typedApi,
} from "@hrflow-connectors/core/connector";
import * as z from "zod";

interface Paths {
  "/me": { get: { responses: { 200: { content: { "application/json": { reference: string } } } } } };
}

const connection = defineConnection({
  name: "acme",
  api: typedApi<Paths>({ baseUrl: "https://api.acme.example" }),
  parameters: z.object({}),
  auth: () => ({
    type: "oauth",
    tokenUrl: "https://auth.acme.example/oauth/token",
    clientId: "client-1",
    clientSecret: "secret-1",
    clientAuthentication: "client_secret_post",
    grant: { type: "authorization_code", code: "code-1", redirectUri: "https://app.example/callback" },
  }),
  account: () => "acme",
});

const me = defineWarehouse({
  name: "Acme users",
  dataType: "other",
  connection,
  read: {
    endpoints: ["GET /me"],
    async *read({ api }) {
      yield await api.GET("/me");
    },
  },
  write: { endpoints: [], write: async ({ reference }: { reference: string }) => ({ id: reference }) },
});

const acme = defineConnector({
  name: "Acme",
  slug: "acme",
  type: "ATS",
  url: "https://acme.example",
  description: "An API that says which token it received",
  package: { name: "hrflow-connector-acme", version: "1.2.3" },
  actions: { copyMe: defineAction({ description: "Copies.", origin: me, target: me, format: (item) => item }) },
});

/**
 * Runs an action over a store and resolves to the access token that its API call carried. The token server is at this URL; the API
 * refuses the token `refused` with 401.
 */
export async function usedToken(store: Store, url: string, refused?: string): Promise<string | undefined> {
  let used: string | undefined;
  await acme.copyMe(
    { workflowId: "workflow", originParameters: {}, targetParameters: {} },
    {
      store,
      async fetch(request: Request) {
        if (request.method === "POST") return fetch(url, { method: "POST", body: await request.text() });
        used = request.headers.get("authorization")?.replace("Bearer ", "");
        const isRefused = used === refused;
        return isRefused ? Response.json({ message: "expired" }, { status: 401 }) : Response.json({ reference: "me" });
      },
    },
  );
  return used;
}
