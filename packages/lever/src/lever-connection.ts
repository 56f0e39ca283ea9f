import {
  type Auth,
  authorizationUrl,
  ConfigurationError,
  type ConsentRequest,
  defineConnection,
  parameterSchema,
  typedApi,
} from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import type { LeverErrorBody, LeverPaths } from "./lever-types";

export interface OauthApplication {
  /** `sandbox-lever`, or a host under lever.co such as `auth.lever.co`. */
  authDomain: string;
  /** The part of the API's host before `.lever.co`: `api`, `api.sandbox`, `api.eu`. */
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
      /** From the redirect after consent. Works once: give a `store`, and later runs use the tokens obtained with it. Secret. */
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

/** A credential whose fields `credentialCheck` has checked together. Only pushes have `performAs`. */
export type CheckedCredential = Partial<Record<keyof OauthApplication | GrantField | "performAs", string>> & {
  clientDomain: string;
  redirectUri: string;
};

type GrantField = (typeof grantFields)[number];

const grantFields = ["authorizationCode", "refreshToken", "apiKey"] as const;
const applicationFields = ["authDomain", "clientId", "clientSecret"] as const;

/** Lever's one tenant outside its own domain. Anybody can register another tenant of auth0.com. */
const sandboxTenant = "sandbox-lever";

const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const authDomainPattern = new RegExp(`^(?:${sandboxTenant}(?:\\.auth0\\.com)?|(?:${label}\\.)+lever\\.co)$`);
const clientDomainPattern = new RegExp(`^${label}(?:\\.${label})?$`);

const authDomainExpected = "a host under lever.co such as auth.lever.co, or sandbox-lever";

const defaultRedirectUri = "https://marketplace-partners.hrflow.ai/partner/lever/login";

const secret = (expected: string, description: string) => z.optional(z.secret(description, { expected }));

export const credentialFields = {
  authDomain: z.optional(
    z.text("Host of the OAuth server: `auth.lever.co`, or `sandbox-lever`", {
      ...{ expected: authDomainExpected, pattern: authDomainPattern, examples: ["auth.lever.co"] },
    }),
  ),
  clientDomain: z.text("Part of the API's host before `.lever.co`: `api`, `api.sandbox`, `api.eu`", {
    expected: "the part of the host before .lever.co: api, api.sandbox or api.eu",
    ...{ pattern: clientDomainPattern, examples: ["api"] },
  }),
  clientId: z.optional(z.text("Id of the OAuth application", { expected: "the id of the OAuth application" })),
  clientSecret: secret("the secret of the OAuth application", "Secret of the OAuth application"),
  authorizationCode: secret(
    "an authorization code",
    "Code from the redirect after consent; works once, so give a `store`",
  ),
  refreshToken: secret(
    "a refresh token",
    "Refresh token, in place of an authorization code; Lever replaces it at each use, so give a `store`",
  ),
  apiKey: secret("an API key", "The customer's own API key, in place of OAuth"),
  redirectUri: z._default(
    z
      .url("expected the URL that is registered with Lever")
      .check(z.meta({ description: "URL that the OAuth application registered for the redirect after consent" })),
    defaultRedirectUri,
  ),
};

/** Checks that the fields fit together, also if some of them are invalid by themselves. */
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
      if (given[field] === undefined) report(field, "OAuth requires it; it is optional only with an apiKey");
    }
  },
  { when: () => true },
);

/** @see https://hire.lever.co/developer/documentation */
export const leverConnection = defineConnection({
  name: "lever",
  api: typedApi<LeverPaths, CheckedCredential>({
    baseUrl: ({ clientDomain }) => `https://${clientDomain}.lever.co/v1`,
    errorMessage(body) {
      const { code, message } = body as Partial<LeverErrorBody>;
      // Anything else, such as messages by field, is understood by core.
      return typeof message === "string"
        ? [code, message].filter((text) => typeof text === "string" && text).join(": ")
        : undefined;
    },
  }),
  parameters: parameterSchema<LeverCredential, CheckedCredential>(
    z.object(credentialFields).check(credentialCheck),
    z.toJSONSchema,
  ),
  auth: authOf,
  // A user belongs to one account, whichever credential acts for it. Only pushes name one, and only they are remembered.
  account: ({ clientDomain, performAs, apiKey, clientId }) => `${clientDomain}/${performAs ?? apiKey ?? clientId}`,
  // https://hire.lever.co/developer/documentation#rate-limits
  rateLimit: {
    requests: 10,
    perMs: 1_000,
    burst: 20,
    countedBy: ({ apiKey, clientId, authorizationCode, refreshToken }) =>
      JSON.stringify([apiKey, clientId, authorizationCode, refreshToken]),
  },
});

function authOf({ apiKey, ...application }: CheckedCredential): Auth {
  if (apiKey !== undefined) return { type: "basic", username: apiKey };
  const { authDomain = "", clientId = "", clientSecret = "", authorizationCode = "" } = application;
  const { refreshToken, redirectUri } = application;
  return {
    type: "oauth",
    tokenUrl: `https://${hostOf(authDomain)}/oauth/token`,
    clientId,
    clientSecret,
    clientAuthentication: "client_secret_post",
    grant:
      refreshToken === undefined
        ? { type: "authorization_code", code: authorizationCode, redirectUri }
        : { type: "refresh_token", refreshToken },
  };
}

/** What a check adds to its advice if confidential records are asked for. */
export const confidentialAdvice = (confidentiality: string | undefined) =>
  confidentiality === undefined || confidentiality === "non-confidential" ? "" : " and confidential:access:admin";

const sandboxHost = `${sandboxTenant}.auth0.com`;
const hostOf = (authDomain: string) => (authDomain === sandboxTenant ? sandboxHost : authDomain);

/** What a partner's application asks a customer's consent for. */
export interface LeverConsentRequest extends Pick<ConsentRequest, "clientId" | "state"> {
  /** `auth.lever.co` (default), or `sandbox-lever`. */
  authDomain?: string | undefined;
  /** As registered with Lever. Default `https://marketplace-partners.hrflow.ai/partner/lever/login`. */
  redirectUri?: string | undefined;
  /** Default: what all actions need, and `offline_access`, without which there is no refresh token. */
  scopes?: readonly string[] | undefined;
}

/** The address of a consent, for scopes that are given or those of the actions. */
export function consentUrl(
  { authDomain = "auth.lever.co", clientId, redirectUri = defaultRedirectUri, scopes, state }: LeverConsentRequest,
  defaultScopes: readonly string[],
): { url: string; state: string } {
  if (typeof authDomain !== "string" || !authDomainPattern.test(authDomain))
    throw new ConfigurationError(`authDomain: expected ${authDomainExpected}`);
  const host = hostOf(authDomain);
  const request = { clientId, redirectUri, scopes: scopes ?? defaultScopes, state };
  return authorizationUrl(`https://${host}/authorize`, request, {
    prompt: "consent",
    // The slash is part of it. Without an audience, Lever grants no scope of its API.
    audience: `https://api.${host === sandboxHost ? "sandbox." : ""}lever.co/v1/`,
  });
}
