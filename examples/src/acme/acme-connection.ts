import { defineConnection, typedApi } from "@hrflow-connectors/core/connector";
import * as z from "zod";
import type { paths } from "./acme-api";

/** @see https://developers.acme.example */
export const acmeConnection = defineConnection({
  name: "acme",
  api: typedApi<paths>({ baseUrl: "https://api.acme.example/v1" }),
  parameters: z.object({
    apiKey: z.string().min(1).meta({ format: "password", description: "API key, from Settings > Integrations" }),
    companyId: z.string().regex(/^\d+$/).meta({ description: "Id of the company, as the address bar shows it" }),
  }),
  auth: ({ apiKey }) => ({ type: "bearer", token: apiKey }),
  account: ({ companyId }) => companyId,
  rateLimit: { requests: 10, perMs: 1_000, burst: 20 },
});
