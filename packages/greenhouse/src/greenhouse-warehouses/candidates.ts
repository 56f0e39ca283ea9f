import { defineAlternatives } from "@hrflow-connectors/core/connector";
import { harvestParameters } from "../greenhouse-connection";
import { candidatesV1 } from "./candidates-v1";
import { candidatesV3 } from "./candidates-v3";

/**
 * Greenhouse's candidates, written by Harvest v3 or, with an old API key, by Harvest v1.
 *
 * @see https://harvestdocs.greenhouse.io
 */
export const greenhouseCandidates = defineAlternatives({
  name: "Greenhouse candidates",
  dataType: "profile",
  parameters: harvestParameters,
  of: [candidatesV3, candidatesV1],
  choose: ({ auth }) => (auth === undefined ? candidatesV3 : candidatesV1),
});
