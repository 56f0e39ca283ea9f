import type { RunOptions } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { json, type Responder, recordingFetch, runRecorder, type SentRequest } from "@hrflow-connectors/testing/vitest";
import { beforeEach, vi } from "vitest";
import type { LeverCredential } from "../lever-connection";
import { lever } from "../lever-connector";
import type { LeverPostingsParameters } from "../lever-warehouses/postings";

// The milliseconds of `createdAt` are random: 0 here, so that requests can be compared as a whole.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));

export const userAgent = "hrflow-connectors/0.0.0-test (@hrflow-connectors/lever)";

export const originParameters = {
  apiSecret: "askr_0123456789abcdef0123456789abcdef",
  apiUser: "ada@example.com",
  sourceKey: "5".repeat(40),
  profileKey: "7".repeat(40),
};

const application = {
  authDomain: "sandbox-lever",
  clientDomain: "api.sandbox",
  clientId: "client-id",
  clientSecret: "client-secret-1",
};
export const byCode = { ...application, authorizationCode: "authorization-code-1" } satisfies LeverCredential;
export const byRefreshToken = { ...application, refreshToken: "refresh-token-0" } satisfies LeverCredential;
export const byApiKey = { clientDomain: "api", apiKey: "lever-api-key-1" } satisfies LeverCredential;

const many = { requests: 1e6, perMs: 1, burst: 1e6 };
/** Rate limits that no test reaches. */
export const unlimited = { hrflow: many, lever: many };

/** Every secret of the parameters and the tokens below. */
export const secrets = [
  originParameters.apiSecret,
  "client-secret-1",
  "authorization-code-1",
  "refresh-token-0",
  "lever-api-key-1",
  ...["1", "2", "3"].flatMap((n) => [`access-token-${n}`, `refresh-token-${n}`]),
];

export const profileRoute = "GET https://api.hrflow.ai/v1/profile/indexing";
export const tokenRoute = "POST https://sandbox-lever.auth0.com/oauth/token";
export const sandbox = "https://api.sandbox.lever.co/v1";
export const production = "https://api.lever.co/v1";
/** The route of a create with the API key, which is a key for production. */
export const createRoute = `POST ${production}/opportunities`;
/** The route of a lookup: before the create of a person without an e-mail address, and after one whose outcome is unknown. */
export const lookupRoute = `GET ${production}/opportunities`;
export const noOpportunities = json({ data: [], hasNext: false });

export const storedProfile: HrflowProfile = {
  key: originParameters.profileKey,
  reference: "person-1",
  source_key: originParameters.sourceKey,
  source: { key: originParameters.sourceKey, name: "Careers", type: "api", subtype: "http_api", environment: "test" },
  created_at: "2024-05-06T07:08:09+0000",
  info: { full_name: "Ada Example", email: "ada@example.com", phone: "+33600000000" },
};

/** HrFlow.ai's response with the profile above, with changes. */
export const profile = (changes: Partial<HrflowProfile> = {}) =>
  json({ code: 200, message: "OK", data: { ...storedProfile, ...changes } });

export const postingTags = (...ids: string[]) => ids.map((value) => ({ name: "lever_posting_id", value }));

export const token = (n: number, more: object = {}) =>
  json({
    access_token: `access-token-${n}`,
    refresh_token: `refresh-token-${n}`,
    token_type: "Bearer",
    expires_in: 3600,
    ...more,
  });

/** Lever's response to a create. */
export const created = (id = "opportunity-1", data: object = {}, more: object = {}) =>
  json(
    {
      deduped: false,
      ...more,
      data: {
        id,
        contact: "contact-1",
        phones: [{ type: "mobile", value: "+33600000000" }],
        urls: { list: "https://hire.lever.co/candidates", show: `https://hire.lever.co/candidates/${id}` },
        ...data,
      },
    },
    201,
  );

export const refused = (status: number, code: string, message: string, headers: Record<string, string> = {}) =>
  json({ code, message }, status, headers);

/** The body of the create that the profile above is mapped to. */
export const opportunity = {
  name: "Ada Example",
  phones: [{ type: "mobile", value: "+33600000000" }],
  emails: ["ada@example.com"],
  createdAt: Date.UTC(2024, 4, 6, 7, 8, 9),
  origin: "sourced",
  sources: ["HrFlow.ai"],
};

export const receipt = (id = "opportunity-1", more: object = {}) => ({
  reference: "person-1",
  id,
  url: `https://hire.lever.co/candidates/${id}`,
  ...more,
});

export const profileRequest = {
  method: "GET",
  url: `https://api.hrflow.ai/v1/profile/indexing?source_key=${originParameters.sourceKey}&key=${originParameters.profileKey}`,
  headers: {
    "x-api-key": originParameters.apiSecret,
    "x-user-email": "ada@example.com",
    accept: "application/json",
    "user-agent": userAgent,
  },
};

export const tokenRequest = (fields: Record<string, string>) => ({
  method: "POST",
  url: "https://sandbox-lever.auth0.com/oauth/token",
  headers: {
    "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
    accept: "application/json",
    "user-agent": userAgent,
  },
  body: fields,
});

type PushInput = Parameters<typeof lever.pushProfile>[0];

/** Runs `push_profile` with an API key, unless another credential is given. */
export async function push(
  responses: Record<string, Responder | Responder[]>,
  parameters: object = byApiKey,
  options: RunOptions = {},
  more: Partial<PushInput> = {},
) {
  const recorded = recordingFetch(responses);
  const seen = runRecorder();
  const targetParameters = { performAs: "user-1", ...parameters } as unknown as PushInput["targetParameters"];
  const result = await lever.pushProfile(
    { workflowId: "w", originParameters, targetParameters, ...more },
    { fetch: recorded.fetch, ...seen.options, ...options },
  );
  const everything = JSON.stringify([result, seen.events, seen.lines]);
  profileAfterTokens(recorded.sent);
  return { result, ...recorded, events: seen.events, lines: seen.lines, everything };
}

/** The profile is read while the first token is requested, and either may be first: lists the token first. */
function profileAfterTokens(sent: SentRequest[]): void {
  const isProfile = ({ url }: SentRequest) => url === profileRequest.url;
  const isToken = ({ url }: SentRequest) => url.endsWith("/oauth/token");
  const opening = sent.findIndex((request) => !isProfile(request) && !isToken(request));
  const first = sent.splice(0, opening < 0 ? sent.length : opening);
  sent.unshift(...first.filter(isToken), ...first.filter(isProfile));
}

/** Runs `pull_job_list` with an API key. */
export async function pull(
  responses: Record<string, Responder | Responder[]>,
  parameters: Partial<LeverPostingsParameters> = {},
  options: RunOptions = {},
) {
  const recorded = recordingFetch(responses);
  const seen = runRecorder();
  const { apiSecret, apiUser } = originParameters;
  const result = await lever.pullJobList(
    {
      workflowId: "w",
      originParameters: { ...byApiKey, ...parameters } as LeverPostingsParameters,
      targetParameters: { apiSecret, apiUser, boardKey: "b".repeat(40) },
    },
    { fetch: recorded.fetch, rateLimits: unlimited, ...seen.options, ...options },
  );
  return { result, ...recorded, events: seen.events, lines: seen.lines };
}
