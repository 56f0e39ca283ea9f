import { defineConnection, parameterSchema, typedApi } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { harvestBaseUrl, harvestV1BaseUrl, jobBoardBaseUrl } from "./greenhouse-client";
import {
  boardFields,
  boardToken,
  type CheckedV1Credential,
  type CheckedV3Credential,
  type HarvestV1Credential,
  type HarvestV3Credential,
  type JobBoardCredential,
  type JobBoardParameters,
  v1Fields,
  v3Fields,
} from "./greenhouse-credentials";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths, GreenhouseJobBoardPaths } from "./greenhouse-types";

/** The limit is taken from a sample in the documentation. The responses say the real one. */
const rateWindow = {
  limit: 50,
  headers: { limit: "X-RateLimit-Limit", remaining: "X-RateLimit-Remaining", reset: "X-RateLimit-Reset" },
};

/** @see https://harvestdocs.greenhouse.io */
export const harvestV3Connection = defineConnection({
  name: "greenhouse",
  protocol: "Harvest v3",
  api: typedApi<GreenhouseHarvestPaths>({ baseUrl: harvestBaseUrl, queryLists: "comma" }),
  parameters: parameterSchema<HarvestV3Credential, CheckedV3Credential>(z.object(v3Fields), z.toJSONSchema),
  auth: ({ clientId, clientSecret, userId }) => ({
    type: "oauth",
    tokenUrl: "https://auth.greenhouse.io/token",
    introspectionUrl: "https://auth.greenhouse.io/introspect",
    clientId,
    clientSecret,
    clientAuthentication: "client_secret_basic",
    grant: { type: "client_credentials", parameters: userId === undefined ? {} : { sub: userId } },
  }),
  // A user belongs to one account, whichever credential acts for it.
  account: ({ userId, clientId }) => userId ?? clientId,
  rateLimit: { windowMs: 30_000, ...rateWindow, countedBy: ({ clientId }) => clientId },
});

/** @see https://developers.greenhouse.io/harvest.html */
export const harvestV1Connection = defineConnection({
  name: "greenhouse",
  protocol: "Harvest v1",
  api: typedApi<GreenhouseHarvestV1Paths>({ baseUrl: harvestV1BaseUrl, queryLists: "comma" }),
  parameters: parameterSchema<HarvestV1Credential, CheckedV1Credential>(z.object(v1Fields), z.toJSONSchema),
  auth: ({ auth }) => ({ type: "basic", username: auth }),
  account: ({ onBehalfOf }) => onBehalfOf,
  rateLimit: { windowMs: 10_000, ...rateWindow, countedBy: ({ auth }) => auth },
  deprecated:
    "auth and onBehalfOf use Harvest v1, which Greenhouse announced to remove on 31 August 2026: give clientId and clientSecret to use Harvest v3",
});

/** An endpoint of Harvest v1, and its place on the vendor's page. A key is given each endpoint on its own. */
export const v1Endpoint = <const Endpoint extends string>(endpoint: Endpoint, place: string) => ({
  ...{ endpoint, permission: `${endpoint} on the API key` },
  url: `https://developers.greenhouse.io/harvest.html#${place}`,
});

/** @see https://developers.greenhouse.io/job-board.html */
export const jobBoardConnection = defineConnection({
  name: "greenhouse-job-board",
  // A board is one response.
  api: typedApi<GreenhouseJobBoardPaths>({ baseUrl: jobBoardBaseUrl, maxResponseBytes: 128 * 1024 * 1024 }),
  parameters: parameterSchema<JobBoardParameters>(z.object({ boardToken }), z.toJSONSchema),
  auth: () => ({ type: "none" }),
  account: ({ boardToken }) => boardToken,
});

/** The same with the key that applying needs. */
export const boardApplicationConnection = defineConnection({
  name: "greenhouse-job-board",
  protocol: "Job Board API",
  api: typedApi<GreenhouseJobBoardPaths>({ baseUrl: jobBoardBaseUrl }),
  parameters: parameterSchema<JobBoardCredential>(z.object(boardFields), z.toJSONSchema),
  auth: ({ boardApiKey }) => ({ type: "basic", username: boardApiKey }),
  account: ({ boardToken }) => boardToken,
});
