import {
  basicAuthorization,
  bearerFetch,
  createTokenSource,
  type Grant,
  type WarehouseContext,
} from "@hrflow-connectors/core";
import * as z from "zod/mini";
import { createAuthorizedLeverClient, type LeverClient } from "../lever-client";
import { authDomainPattern, baseUrlOf, clientDomainPattern, tokenUrlOf } from "./lever-hosts";

export interface OauthApplication {
  /** `sandbox-lever`, or a host under lever.co such as `auth.lever.co`. */
  authDomain: string;
  /** What stands before `.lever.co`: `api`, `api.sandbox`, `api.eu`. */
  clientDomain: string;
  /** The OAuth application's id. */
  clientId: string;
  /** The OAuth application's secret. */
  clientSecret: string;
  /** As registered with Lever. Default `https://marketplace-partners.hrflow.ai/partner/lever/login`. */
  redirectUri?: string | undefined;
}

/** How to reach a Lever account: by an authorization code, a refresh token, or an API key; exactly one of the three. */
export type LeverCredential =
  | (OauthApplication & {
      /** From the redirect after consent. Works once: give a `store`, and later runs use the tokens it gave. Secret. */
      authorizationCode: string;
      refreshToken?: undefined;
      apiKey?: undefined;
    })
  | (OauthApplication & {
      /** From an earlier token request. Lever replaces it at each use: give a `store`. Secret. */
      refreshToken: string;
      authorizationCode?: undefined;
      apiKey?: undefined;
    })
  | (Partial<OauthApplication> & {
      /** The customer's own key. Secret. */
      apiKey: string;
      clientDomain: string;
      authorizationCode?: undefined;
      refreshToken?: undefined;
    });

/** The credential as it is checked at run time; `credentialCheck` says what must go together. */
export type CheckedCredential = Partial<Record<keyof OauthApplication | GrantField, string>> & {
  clientDomain: string;
  redirectUri: string;
};

type GrantField = (typeof grantFields)[number];

const grantFields = ["authorizationCode", "refreshToken", "apiKey"] as const;
const applicationFields = ["authDomain", "clientId", "clientSecret"] as const;

const text = (what: string, meta: Record<string, string>) => {
  const message = `expected ${what}`;
  return z.string(message).check(z.trim(), z.minLength(1, message), z.meta(meta));
};
const secret = (what: string, description: string) => z.optional(text(what, { format: "password", description }));

const clientDomainMessage = "expected what stands before .lever.co: api, api.sandbox or api.eu";
const authDomainMessage = "expected a host under lever.co such as auth.lever.co, or sandbox-lever";

export const credentialFields = {
  authDomain: z.optional(
    z
      .string(authDomainMessage)
      .check(
        z.regex(authDomainPattern, authDomainMessage),
        z.meta({ description: "Host of the OAuth server: auth.lever.co, or sandbox-lever" }),
      ),
  ),
  clientDomain: z
    .string(clientDomainMessage)
    .check(
      z.regex(clientDomainPattern, clientDomainMessage),
      z.meta({ description: "What stands before .lever.co in the address of the API: api, api.sandbox, api.eu" }),
    ),
  clientId: z.optional(text("the id of the OAuth application", { description: "Id of the OAuth application" })),
  clientSecret: secret("the secret of the OAuth application", "Secret of the OAuth application"),
  authorizationCode: secret("an authorization code", "Code from the redirect after consent; works once"),
  refreshToken: secret("a refresh token", "Refresh token, in place of an authorization code"),
  apiKey: secret("an API key", "The customer's own API key, in place of OAuth"),
  redirectUri: z._default(
    z
      .url("expected the address that is registered with Lever")
      .check(z.meta({ description: "Address that the OAuth application registered for the redirect after consent" })),
    "https://marketplace-partners.hrflow.ai/partner/lever/login",
  ),
};

/** Says what does not go together, also beside fields that are wrong by themselves. */
export const credentialCheck = z.superRefine(
  (value: object, context) => {
    const given = value as Partial<CheckedCredential>;
    const report = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    const grants = grantFields.filter((field) => given[field] !== undefined);
    if (grants.length !== 1) {
      const problem = grants.length === 0 ? "none is given" : `${grants.join(" and ")} are given`;
      report(grants[1] ?? "authorizationCode", `expected exactly one of ${grantFields.join(", ")}; ${problem}`);
    }
    if (given.apiKey !== undefined) return;
    for (const field of applicationFields) {
      if (given[field] === undefined) report(field, "OAuth needs it; only with an apiKey can it be left out");
    }
  },
  { when: () => true },
);

/** A client that is ready to be used: with OAuth, the token is there. */
export async function connect(credential: CheckedCredential, context: WarehouseContext): Promise<LeverClient> {
  const baseUrl = baseUrlOf(credential.clientDomain);
  const { apiKey } = credential;
  if (apiKey !== undefined) {
    const authorization = basicAuthorization(apiKey);
    return createAuthorizedLeverClient((request) => {
      request.headers.set("authorization", authorization);
      return context.http.fetch(request);
    }, baseUrl);
  }
  const tokens = createTokenSource(
    {
      tokenUrl: tokenUrlOf(credential.authDomain ?? ""),
      clientId: credential.clientId ?? "",
      clientSecret: credential.clientSecret ?? "",
      clientAuthentication: "client_secret_post",
      grant: grantOf(credential),
    },
    context,
  );
  await tokens.token();
  return createAuthorizedLeverClient(bearerFetch(context.http, tokens), baseUrl);
}

function grantOf({ authorizationCode, refreshToken, redirectUri }: CheckedCredential): Grant {
  if (refreshToken !== undefined) return { type: "refresh_token", refreshToken };
  return { type: "authorization_code", code: authorizationCode ?? "", redirectUri };
}
