import { parameterSchema, type WriteContext } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { type CheckedCredential, credentialCheck, credentialFields, type LeverCredential } from "../lever-connection";
import type { LeverPaths } from "../lever-types";

/** The account that `lever.pushProfile` writes to, and how. */
export type LeverOpportunitiesParameters = LeverCredential & {
  /** Id of the Lever user in whose name opportunities are created. */
  performAs: string;
  /** Whether Lever fills missing contact data from the resume. Default false. */
  parse?: boolean | undefined;
  /** Whether the posting's owner becomes the owner, in place of `performAs`. Default false. */
  performAsPostingOwner?: boolean | undefined;
};

type CheckedOpportunitiesParameters = CheckedCredential & {
  performAs: string;
  parse: boolean;
  performAsPostingOwner: boolean;
};

export type OpportunityContext = WriteContext<LeverPaths, CheckedOpportunitiesParameters>;

const fields = z
  .object({
    ...credentialFields,
    performAs: z.text("Id of the Lever user in whose name opportunities are created", {
      expected: "the id of a Lever user",
    }),
    parse: z._default(z.flag("Whether Lever fills missing contact data from the resume"), false),
    performAsPostingOwner: z._default(
      z.flag("Whether the posting's owner becomes the owner, in place of performAs"),
      false,
    ),
  })
  .check(credentialCheck);

export const opportunityParameters = parameterSchema<LeverOpportunitiesParameters, CheckedOpportunitiesParameters>(
  fields,
  z.toJSONSchema,
);
