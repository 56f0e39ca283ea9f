import { bearerFetch, createTokenSource, type WarehouseContext } from "@hrflow-connectors/core";
import {
  createAuthorizedHarvestClient,
  createHarvestV1Client,
  type HarvestClient,
  type HarvestV1Client,
} from "../greenhouse-client";

/** Where Greenhouse gives out tokens for Harvest v3. */
const tokenUrl = "https://auth.greenhouse.io/token";

/** A client of Harvest v3 whose token is there. Throws `ApiCallError` when the credential is refused. */
export async function connectV3(
  { clientId, clientSecret, userId }: { clientId: string; clientSecret: string; userId?: string | undefined },
  context: WarehouseContext,
): Promise<HarvestClient> {
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
  return createAuthorizedHarvestClient(bearerFetch(context.http, tokens));
}

/** A client of Harvest v1. The run is told that the version was to end. */
export function connectV1(
  { auth, onBehalfOf }: { auth: string; onBehalfOf: string },
  { http, logger }: WarehouseContext,
): HarvestV1Client {
  logger.warn({ api: "Harvest v1" }, v1Warning);
  return createHarvestV1Client({ auth, onBehalfOf, fetch: (request) => http.fetch(request) });
}

const v1Warning =
  "auth and onBehalfOf speak Harvest v1, which Greenhouse announced to remove on 31 August 2026: give clientId and clientSecret for Harvest v3";
