import { defineConnection, parameterSchema, typedApi } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import type { BamboohrPaths } from "./bamboohr-types";

/** How to reach a company's BambooHR. */
export interface BamboohrCredential {
  /** The part of the company's address before `.bamboohr.com`. */
  companyDomain: string;
  /** A key of a user with access to the settings of applicant tracking. Secret. */
  apiKey: string;
}

export const credentialFields = {
  companyDomain: z.text("Part of the company's address before .bamboohr.com", {
    ...{ pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i, examples: ["acme"] },
  }),
  apiKey: z.secret("API key, from API Keys in the menu of a user's profile"),
};

/** BambooHR misspells one of them. */
const messageHeaders = ["x-bamboohr-error-message", "x-bamboohr-error-messsage", "x-bamboohr-message"];

/** @see https://documentation.bamboohr.com/docs/getting-started */
export const bamboohrConnection = defineConnection({
  name: "bamboohr",
  api: typedApi<BamboohrPaths, BamboohrCredential>({
    baseUrl: ({ companyDomain }) => `https://${companyDomain}.bamboohr.com`,
    queryLists: "comma",
    errorMessage: (_, headers) => messageHeaders.map((name) => headers.get(name) ?? "").find(Boolean),
  }),
  parameters: parameterSchema<BamboohrCredential>(z.object(credentialFields), z.toJSONSchema),
  auth: ({ apiKey }) => ({ type: "basic", username: apiKey, password: "x" }),
  account: ({ companyDomain }) => companyDomain.toLowerCase(),
  // BambooHR publishes no limit. This one is low, since heavy readers were refused.
  rateLimit: { requests: 4, perMs: 1_000, burst: 8 },
});
