import { parameterSchema } from "@hrflow-connectors/core";
import * as z from "zod/mini";

/** The legacy credential, for Harvest v1, which was announced to be removed on 31 August 2026. */
export interface HarvestV1Credential {
  /** The Harvest API key. Secret. */
  auth: string;
  /** Numeric id of the Greenhouse user that the candidates are created for. */
  onBehalfOf: string | number;
  clientId?: undefined;
  clientSecret?: undefined;
  userId?: undefined;
}

/** The credential for Harvest v3: an OAuth client of type "Harvest V3 (OAuth)". */
export interface HarvestV3Credential {
  clientId: string;
  /** Secret. */
  clientSecret: string;
  /** Numeric id of the Greenhouse user to act for. Default: the credential's own service user. */
  userId?: string | number | undefined;
  auth?: undefined;
  onBehalfOf?: undefined;
}

/** How to reach a Greenhouse account: by Harvest v3 or by Harvest v1; exactly one of the two. */
export type GreenhouseCandidatesParameters = HarvestV1Credential | HarvestV3Credential;

/** The parameters once checked, with ids as text. */
export type CheckedCandidatesParameters =
  | { auth: string; onBehalfOf: string }
  | { auth?: undefined; clientId: string; clientSecret: string; userId?: string | undefined };

const v1Fields = ["auth", "onBehalfOf"] as const;
const v3Fields = ["clientId", "clientSecret", "userId"] as const;
type Field = (typeof v1Fields)[number] | (typeof v3Fields)[number];

/** Blanks are refused, not cut off: a secret must be known in the spelling that it is sent in. */
const credential = (what: string, meta: Record<string, string>) => {
  const message = `expected ${what}, without blanks`;
  return z.optional(z.string(message).check(z.regex(/^\S+$/, message), z.meta(meta)));
};

const userId = (description: string) => {
  const message = "expected the id of a Greenhouse user: a whole number of at most 15 digits";
  const asNumber = z.int(message).check(z.positive(message), z.maximum(999_999_999_999_999, message));
  const asText = z.string().check(z.trim(), z.regex(/^\d{1,15}$/, message));
  const id = z.union([asNumber, asText], message).check(z.meta({ description }));
  return z.optional(z.pipe(id, z.transform(String)));
};

const expected: Record<Field, string> = {
  auth: "Harvest v1 takes the API key along with onBehalfOf",
  onBehalfOf: "Harvest v1 takes the id of the user that writes are done for along with auth",
  clientId: "Harvest v3 takes clientId along with clientSecret",
  clientSecret: "Harvest v3 takes clientSecret along with clientId",
  userId: "",
};

/** Says what does not go together, also beside fields that are wrong by themselves. */
const oneCredential = z.superRefine(
  (value: object, context) => {
    const given = value as Partial<Record<Field, unknown>>;
    const report = (field: Field, message: string) => context.addIssue({ code: "custom", path: [field], message });
    const has = (field: Field) => given[field] !== undefined;
    const isV1 = v1Fields.some(has);
    const isV3 = v3Fields.some(has);
    if (isV1 && isV3) {
      const isMeantAsV1 = v1Fields.every(has) && !(has("clientId") && has("clientSecret"));
      const [kept, strangers] = isMeantAsV1 ? [v1Fields, v3Fields] : [v3Fields, v1Fields];
      for (const field of strangers.filter(has)) {
        report(
          field,
          `does not go with ${kept.filter(has).join(", ")}; leave it out: one credential is for Harvest v1, the other for v3`,
        );
      }
    } else if (!isV1 && !isV3) {
      report("clientId", "expected clientId and clientSecret (Harvest v3), or auth and onBehalfOf (Harvest v1)");
      report("auth", "expected auth and onBehalfOf (Harvest v1), or clientId and clientSecret (Harvest v3)");
    } else {
      const needed: Field[] = isV1 ? ["auth", "onBehalfOf"] : ["clientId", "clientSecret"];
      for (const field of needed.filter((name) => !has(name))) report(field, expected[field]);
    }
  },
  { when: () => true },
);

const fields = z
  .object({
    auth: credential("a Harvest API key", { format: "password", description: "Harvest v1: the API key" }),
    onBehalfOf: userId("Harvest v1: id of the Greenhouse user that the candidates are created for"),
    clientId: credential("the id of a Harvest v3 (OAuth) credential", {
      description: "Harvest v3: id of the OAuth credential",
    }),
    clientSecret: credential("the secret of a Harvest v3 (OAuth) credential", {
      format: "password",
      description: "Harvest v3: secret of the OAuth credential",
    }),
    userId: userId("Harvest v3: id of the Greenhouse user to act for; else the credential's service user"),
  })
  .check(oneCredential);

export const candidateParameters = parameterSchema<GreenhouseCandidatesParameters, CheckedCandidatesParameters>(
  fields,
  () => z.toJSONSchema(fields, { io: "input" }),
);
