import { defineWarehouse, type WarehouseContext, type Writer } from "@hrflow-connectors/core";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import { candidateEndpoints } from "./candidate-endpoints";
import { type CheckedCandidatesParameters, candidateParameters } from "./candidate-parameters";
import { createV1Writer } from "./candidates-v1";
import { createV3Writer } from "./candidates-v3";
import { connectV1, connectV3 } from "./harvest-credential";
import { harvestRateLimits } from "./harvest-rate-limits";

/**
 * Greenhouse's candidates, written by Harvest v3 or, with an old API key, by Harvest v1.
 *
 * @see https://harvestdocs.greenhouse.io
 */
export const greenhouseCandidates = defineWarehouse({
  specificationVersion: "v1",
  name: "Greenhouse candidates",
  dataType: "profile",
  write: {
    parameters: candidateParameters,
    endpoints: candidateEndpoints,
    rateLimits: harvestRateLimits,
    concurrency: 4,
    // A user belongs to one account, whichever credential acts for it.
    delivery: {
      account: (parameters) =>
        parameters.auth === undefined ? (parameters.userId ?? parameters.clientId) : parameters.onBehalfOf,
    },
    async open(
      parameters: CheckedCandidatesParameters,
      context: WarehouseContext,
    ): Promise<Writer<GreenhouseCandidateItem>> {
      if (parameters.auth === undefined) return createV3Writer(await connectV3(parameters, context), context);
      return createV1Writer(connectV1(parameters, context), context, parameters.onBehalfOf);
    },
  },
});
