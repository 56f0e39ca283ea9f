import { bearerFetch, createTokenSource, type Http, type WarehouseContext } from "@hrflow-connectors/core";
import {
  createAuthorizedHarvestClient,
  createHarvestV1Client,
  type HarvestClient,
  type HarvestV1Client,
} from "../greenhouse-client";

/** Where Greenhouse gives out tokens for Harvest v3. */
const tokenUrl = "https://auth.greenhouse.io/token";

/** How Greenhouse is reached. */
export interface HarvestConnection<Client> {
  client: Client;
  /** For what is good to know and must not hold anything up: one try, and little time. */
  briefClient: Client;
}

const briefly = { maxTries: 1, timeoutMs: 5_000 };

function connectionOf<Client>(http: Http, createClient: (http: Http) => Client): HarvestConnection<Client> {
  return { client: createClient(http), briefClient: createClient(http.with(briefly)) };
}

/** Reaches Harvest v3, with a token that is there. Throws `ApiCallError` when the credential is refused. */
export async function connectV3(
  { clientId, clientSecret, userId }: { clientId: string; clientSecret: string; userId?: string | undefined },
  context: WarehouseContext,
): Promise<HarvestConnection<HarvestClient>> {
  const tokens = createTokenSource(
    {
      tokenUrl,
      clientId,
      clientSecret,
      clientAuthentication: "client_secret_basic",
      grant: { type: "client_credentials", parameters: userId === undefined ? {} : { sub: userId } },
    },
    context,
  );
  await tokens.token();
  return connectionOf(context.http, (http) => createAuthorizedHarvestClient(bearerFetch(http, tokens)));
}

/** Reaches Harvest v1. The run is told that the version was to end. */
export function connectV1(
  { auth, onBehalfOf }: { auth: string; onBehalfOf: string },
  { http, logger }: WarehouseContext,
): HarvestConnection<HarvestV1Client> {
  logger.warn({ api: "Harvest v1" }, v1Warning);
  return connectionOf(http, (door) =>
    createHarvestV1Client({ auth, onBehalfOf, fetch: (request) => door.fetch(request) }),
  );
}

const v1Warning =
  "auth and onBehalfOf speak Harvest v1, which Greenhouse announced to remove on 31 August 2026: give clientId and clientSecret for Harvest v3";
