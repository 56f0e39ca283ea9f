import { parameterSchema } from "@hrflow-connectors/core";
import * as z from "zod";
import { type CheckedCredential, credentialCheck, credentialFields, type LeverCredential } from "./lever-credential";

/** What `lever.pushProfile` needs to know of the Lever account. */
export type LeverOpportunitiesParameters = LeverCredential & {
  /** Id of the Lever user in whose name opportunities are created. */
  performAs: string;
  /** Whether Lever fills missing contact data from the resume. Default false. */
  parse?: boolean | undefined;
  /** Whether the posting's owner becomes the owner, in place of `performAs`. Default false. */
  performAsPostingOwner?: boolean | undefined;
};

export type CheckedOpportunitiesParameters = CheckedCredential & {
  performAs: string;
  parse: boolean;
  performAsPostingOwner: boolean;
};

const flag = (description: string) => z.boolean("expected true or false").default(false).meta({ description });

export const opportunityParameters = parameterSchema<LeverOpportunitiesParameters, CheckedOpportunitiesParameters>(
  z
    .object({
      ...credentialFields,
      performAs: z
        .string("expected the id of a Lever user")
        .trim()
        .min(1, "expected the id of a Lever user")
        .meta({ description: "Id of the Lever user in whose name opportunities are created" }),
      parse: flag("Whether Lever fills missing contact data from the resume"),
      performAsPostingOwner: flag("Whether the posting's owner becomes the owner, in place of performAs"),
    })
    .check(credentialCheck),
);
