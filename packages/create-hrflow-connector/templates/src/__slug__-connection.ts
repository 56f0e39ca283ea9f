import { defineConnection, parameterSchema, typedApi } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import type { paths } from "./generated/__slug__";

const fields = {
  // #if bearer basic headers
  apiKey: z.secret("API key, from Settings > Integrations"),
  // #end
  // #if oauth
  clientId: z.text("Id of the OAuth application"),
  clientSecret: z.secret("Secret of the OAuth application"),
  // #end
  companyId: z.text("Id of the company, as the address bar shows it"),
};
type Credential = Record<keyof typeof fields, string>;

/** @see https://developers.__slug__.example */
export const __camel__Connection = defineConnection({
  name: "__slug__",
  api: typedApi<paths, Credential>({ baseUrl: "https://api.__slug__.example/v1" }),
  parameters: parameterSchema<Credential>(z.object(fields), z.toJSONSchema),
  // #if bearer
  auth: ({ apiKey }) => ({ type: "bearer", token: apiKey }),
  // #end
  // #if basic
  auth: ({ apiKey }) => ({ type: "basic", username: apiKey }),
  // #end
  // #if headers
  auth: ({ apiKey }) => ({ type: "headers", headers: { "X-Api-Key": apiKey } }),
  // #end
  // #if oauth
  auth: ({ clientId, clientSecret }) => ({
    type: "oauth",
    tokenUrl: "https://login.__slug__.example/oauth/token",
    clientId,
    clientSecret,
    clientAuthentication: "client_secret_basic",
    grant: { type: "client_credentials", parameters: {} },
  }),
  // #end
  account: ({ companyId }) => companyId,
  rateLimit: { requests: 10, perMs: 1_000, burst: 20 },
});
