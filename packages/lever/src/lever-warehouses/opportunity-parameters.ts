import { parameterSchema } from "@hrflow-connectors/core";
import * as z from "zod/mini";
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

const flag = (description: string) =>
  z._default(z.boolean("expected true or false").check(z.meta({ description })), false);

const userMessage = "expected the id of a Lever user";

const fields = z
  .object({
    ...credentialFields,
    performAs: z
      .string(userMessage)
      .check(
        z.trim(),
        z.minLength(1, userMessage),
        z.meta({ description: "Id of the Lever user in whose name opportunities are created" }),
      ),
    parse: flag("Whether Lever fills missing contact data from the resume"),
    performAsPostingOwner: flag("Whether the posting's owner becomes the owner, in place of performAs"),
  })
  .check(credentialCheck);

export const opportunityParameters = parameterSchema<LeverOpportunitiesParameters, CheckedOpportunitiesParameters>(
  fields,
  () => z.toJSONSchema(fields, { io: "input" }),
);
