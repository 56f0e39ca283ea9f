import { parameterSchema } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { idField } from "./greenhouse-parameter-fields";

/** The legacy credential, for Harvest v1, which Greenhouse announced to remove on 31 August 2026. */
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

/** A public board. */
export interface JobBoardParameters {
  /** The last part of the board's URL: `acme` in `https://boards.greenhouse.io/acme`. */
  boardToken: string;
}

/** The key of a job board, for customers without a Harvest credential. */
export interface JobBoardCredential {
  /** The last part of the board's URL: `acme` in `https://boards.greenhouse.io/acme`. */
  boardToken: string;
  /** The Job Board API key. Secret. */
  boardApiKey: string;
}

/** How to reach a Greenhouse account: by Harvest v3 or by Harvest v1, exactly one of the two. */
export type HarvestCredential = HarvestV1Credential | HarvestV3Credential;

/** How candidates are written: by Harvest v3, by Harvest v1, or by applying to jobs of a board; exactly one of the three. */
export type GreenhouseCandidatesParameters =
  | (HarvestCredential & { [Field in keyof JobBoardCredential]?: undefined })
  | (JobBoardCredential & { [Field in keyof HarvestV1Credential]?: undefined });

/** A credential once checked, with ids as text. */
export interface CheckedV1Credential {
  auth: string;
  onBehalfOf: string;
}
export interface CheckedV3Credential {
  auth?: undefined;
  clientId: string;
  clientSecret: string;
  userId?: string | undefined;
}

/** Blanks are refused, not trimmed: a secret is redacted only in the spelling that is sent. */
const withoutBlanks = (what: string) => ({ expected: `${what}, without blanks`, pattern: /^\S+$/ });

const user = (description: string) => z.pipe(idField("a Greenhouse user", description), z.transform(String));

export const v1Fields = {
  auth: z.secret("Harvest v1: the API key", withoutBlanks("a Harvest API key")),
  onBehalfOf: user("Harvest v1: id of the Greenhouse user that the candidates are created for"),
};
export const v3Fields = {
  clientId: z.text(
    "Harvest v3: id of the OAuth credential",
    withoutBlanks("the id of a Harvest v3 (OAuth) credential"),
  ),
  clientSecret: z.secret(
    "Harvest v3: secret of the OAuth credential",
    withoutBlanks("the secret of a Harvest v3 (OAuth) credential"),
  ),
  userId: z.optional(user("Harvest v3: id of the Greenhouse user to act for. Default: the credential's service user")),
};

/** Everybody can see it in the board's URL. */
export const boardToken = z.text("Token of the job board: the last part of its URL", {
  expected: "the token of a job board: only letters, digits, _ and -",
  ...{ pattern: /^[A-Za-z0-9_-]+$/, secret: false },
});
export const boardFields = {
  boardToken,
  boardApiKey: z.secret("Job Board API: the key", withoutBlanks("a Job Board API key")),
};

/** One of several ways to reach an account. */
interface Way {
  name: string;
  /** What it cannot do without, with the message if it is missing. */
  needed: Record<string, string>;
  optional?: string[];
}

const v1Way: Way = {
  name: "Harvest v1",
  needed: {
    auth: "Harvest v1 needs the API key together with onBehalfOf",
    onBehalfOf: "Harvest v1 needs the id of the user that writes are done for together with auth",
  },
};
const v3Way: Way = {
  name: "Harvest v3",
  needed: {
    clientId: "Harvest v3 needs clientId together with clientSecret",
    clientSecret: "Harvest v3 needs clientSecret together with clientId",
  },
  optional: ["userId"],
};
const boardWay: Way = {
  name: "the Job Board API",
  needed: {
    boardToken: "the Job Board API needs boardToken together with boardApiKey",
    boardApiKey: "the Job Board API needs boardApiKey together with boardToken",
  },
};

/** Reports what does not belong together, also beside fields that are invalid themselves. The first ways are preferred. */
const oneOf = (ways: Way[]) =>
  z.superRefine(
    (given: Record<string, unknown>, context) => {
      const report = (field: string, message = "") => context.addIssue({ code: "custom", path: [field], message });
      const has = (field: string) => given[field] !== undefined;
      const fieldsOf = ({ needed, optional = [] }: Way) => [...Object.keys(needed), ...optional];
      const found = ways.filter((way) => fieldsOf(way).some(has));
      const meant = found.find(({ needed }) => Object.keys(needed).every(has)) ?? found[0];
      if (!meant) {
        const texts = ways.map(({ name, needed }) => `${Object.keys(needed).join(" and ")} (${name})`);
        ways.forEach(({ needed }, index) => {
          const [first = ""] = Object.keys(needed);
          report(first, `expected ${[texts[index], ...texts.filter((_, other) => other !== index)].join(", or ")}`);
        });
      } else if (found.length > 1) {
        for (const other of found.filter((way) => way !== meant)) {
          const problem = `cannot be combined with ${fieldsOf(meant).filter(has).join(", ")}; leave it out`;
          for (const field of fieldsOf(other).filter(has))
            report(field, `${problem}: one credential is for ${meant.name}, the other for ${other.name}`);
        }
      } else {
        for (const [field, message] of Object.entries(meant.needed)) if (!has(field)) report(field, message);
      }
    },
    { when: () => true },
  );

/** The fields of both versions of Harvest, for `oneCredential` to check. */
export const eitherFields = {
  auth: z.optional(v1Fields.auth),
  onBehalfOf: z.optional(v1Fields.onBehalfOf),
  clientId: z.optional(v3Fields.clientId),
  clientSecret: z.optional(v3Fields.clientSecret),
  userId: v3Fields.userId,
};

/** Checks that the fields are those of one version of Harvest. */
export const oneCredential = oneOf([v3Way, v1Way]);

/** The parameters of all ways to write candidates, with the check that they fit one. */
export const candidatesParameters = parameterSchema<
  GreenhouseCandidatesParameters,
  | (JobBoardCredential & { auth?: undefined })
  | ((CheckedV1Credential | CheckedV3Credential) & { boardToken?: undefined })
>(
  z
    .object({
      ...eitherFields,
      boardToken: z.optional(boardFields.boardToken),
      boardApiKey: z.optional(boardFields.boardApiKey),
    })
    .check(oneOf([v3Way, v1Way, boardWay])),
  z.toJSONSchema,
);
