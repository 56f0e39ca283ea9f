import { createMemoryStore } from "@hrflow-connectors/core";
import { json, recordingFetch, runResult } from "@hrflow-connectors/testing/vitest";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  byApiKey,
  byCode,
  byRefreshToken,
  created,
  createRoute,
  opportunity,
  production,
  profile,
  profileRequest,
  profileRoute,
  push,
  receipt,
  sandbox,
  secrets,
  token,
  tokenRequest,
  tokenRoute,
  userAgent,
} from "../__fixtures__/lever";

const create = (base: string, authorization: string, body: object = opportunity) => ({
  method: "POST",
  url: `${base}/opportunities?perform_as=user-1&parse=false&perform_as_posting_owner=false`,
  headers: { authorization, "content-type": "application/json", accept: "application/json", "user-agent": userAgent },
  body,
});
const delivered = runResult({
  status: "success",
  reason: "",
  events: { read_success: 1, write_success: 1 },
  receipts: [receipt()],
});
const sandboxResponses = {
  [tokenRoute]: token(1),
  [profileRoute]: profile(),
  [`POST ${sandbox}/opportunities`]: created(),
};
const application = { client_id: "client-id", client_secret: "client-secret-1" };
const exchange = tokenRequest({
  ...application,
  grant_type: "authorization_code",
  code: "authorization-code-1",
  redirect_uri: "https://marketplace-partners.hrflow.ai/partner/lever/login",
});

test("creates an opportunity by an authorization code", async () => {
  const { result, sent, events, everything } = await push(sandboxResponses, byCode);

  expect(sent).toEqual([exchange, profileRequest, create(sandbox, "Bearer access-token-1")]);
  expect(result).toEqual(delivered);
  expect(events).toContainEqual(expect.objectContaining({ type: "token.refreshed", host: "sandbox-lever.auth0.com" }));
  for (const secret of secrets) expect(everything).not.toContain(secret);
});

test("sends the given redirectUri with an authorization code", async () => {
  const redirectUri = "https://app.example.com/lever?x=1";
  const { sent } = await push(sandboxResponses, { ...byCode, redirectUri });

  expect(sent[0]).toEqual({ ...exchange, body: { ...exchange.body, redirect_uri: redirectUri } });
});

test("creates an opportunity by a refresh token", async () => {
  const { result, sent } = await push(sandboxResponses, byRefreshToken);

  expect(sent).toEqual([
    tokenRequest({ ...application, grant_type: "refresh_token", refresh_token: "refresh-token-0" }),
    profileRequest,
    create(sandbox, "Bearer access-token-1"),
  ]);
  expect(result).toEqual(delivered);
});

test("creates an opportunity by an API key, with HTTP Basic and no token request", async () => {
  const { result, sent, everything } = await push({ [profileRoute]: profile(), [createRoute]: created() });

  expect(sent).toEqual([profileRequest, create(production, `Basic ${btoa("lever-api-key-1:")}`)]);
  expect(result).toEqual(delivered);
  for (const secret of secrets) expect(everything).not.toContain(secret);
  expect(everything).not.toContain(btoa("lever-api-key-1:").slice(0, 16));
});

test.each([
  ["sandbox-lever", "api.sandbox", "sandbox-lever.auth0.com", "api.sandbox.lever.co"],
  ["sandbox-lever.auth0.com", "api.sandbox", "sandbox-lever.auth0.com", "api.sandbox.lever.co"],
  ["auth.lever.co", "api", "auth.lever.co", "api.lever.co"],
  ["auth.eu.lever.co", "api.eu", "auth.eu.lever.co", "api.eu.lever.co"],
])(
  "reaches for authDomain %s and clientDomain %s the hosts %s and %s",
  async (authDomain, clientDomain, authHost, apiHost) => {
    const responses = {
      [`POST https://${authHost}/oauth/token`]: token(1),
      [profileRoute]: profile(),
      [`POST https://${apiHost}/v1/opportunities`]: created(),
    };
    const { result, calls } = await push(responses, { ...byCode, authDomain, clientDomain });

    expect(calls()).toEqual(Object.keys(responses));
    expect(result.status).toBe("success");
  },
);

test("sends flags in lower case, and does not ask for the posting's owner without a posting", async () => {
  const { result, sent } = await push(
    { [profileRoute]: profile(), [createRoute]: created() },
    { ...byApiKey, parse: true, performAsPostingOwner: true, performAs: " user&2 " },
  );

  expect(sent[1]?.url).toBe(
    `${production}/opportunities?perform_as=user%262&parse=true&perform_as_posting_owner=false`,
  );
  expect(result.receipts).toEqual([
    receipt("opportunity-1", {
      warnings: ["performAsPostingOwner had no effect: the opportunity has no posting"],
    }),
  ]);
});

test("sends what a user's format and logics return", async () => {
  const { sent, result } = await push(
    { [profileRoute]: profile(), [createRoute]: created() },
    byApiKey,
    {},
    {
      actionParameters: {
        format: ({ info }) => ({ name: `${info?.full_name}!`, emails: ["ada@example.com"], createdAt: 1 }),
        logics: [async (item) => ({ ...item, tags: ["checked"] })],
      },
    },
  );

  expect(sent[1]?.body).toEqual({
    name: "Ada Example!",
    emails: ["ada@example.com"],
    createdAt: 0,
    tags: ["checked"],
  });
  expect(result).toEqual(delivered);
});

test("sends a time at most two seconds before the first attempt without a createdAt", async () => {
  const before = Date.now();
  const { sent } = await push({ [profileRoute]: profile({ created_at: null }), [createRoute]: created() });

  const { createdAt, ...rest } = (sent[1]?.body ?? {}) as typeof opportunity;
  const { createdAt: _, ...expected } = opportunity;
  expect(rest).toEqual(expected);
  expect(createdAt).toBeGreaterThanOrEqual(before - 2_000);
  expect(createdAt).toBeLessThanOrEqual(Date.now());
});

test("warns if Lever already knew the person", async () => {
  const { result } = await push({
    [profileRoute]: profile(),
    [createRoute]: created("opportunity-1", {}, { deduped: true }),
  });

  expect(result.receipts).toEqual([
    receipt("opportunity-1", {
      warnings: ["Lever already knew the person: the values of its contact win over those sent"],
    }),
  ]);
  expect(result.status).toBe("success");
});

test("returns a receipt without a URL if the response has none", async () => {
  const { result } = await push({ [profileRoute]: profile(), [createRoute]: json({ data: { id: "o1" } }, 201) });

  expect(result.receipts).toEqual([{ reference: "person-1", id: "o1" }]);
});

test("creates nothing for a profile that does not exist", async () => {
  const missing = json({ code: 400, message: "Unable to find object: profile" }, 400);
  const { result, calls } = await push({ [profileRoute]: missing, [createRoute]: created() });

  expect(calls()).toEqual([profileRoute]);
  expect(result).toEqual(runResult({ status: "success", reason: "" }));
});

/** With a store, the same push would send nothing otherwise. */
const again = { actionParameters: { onDuplicate: "create" } } as const;

test("uses the stored tokens in a second run, without exchanging the code again", async () => {
  const store = createMemoryStore();
  await push(sandboxResponses, byCode, { store });
  const { result, sent } = await push(sandboxResponses, byCode, { store }, again);

  expect(sent).toEqual([profileRequest, create(sandbox, "Bearer access-token-1")]);
  expect(result).toEqual(delivered);
});

test("replaces an expired access token by the stored refresh token", async () => {
  const store = createMemoryStore();
  await push(sandboxResponses, byCode, { store });
  vi.setSystemTime(Date.now() + 3_600_000);
  onTestFinished(() => void vi.useRealTimers());
  const { sent } = await push({ ...sandboxResponses, [tokenRoute]: token(2) }, byCode, { store }, again);
  const third = await push(sandboxResponses, byCode, { store }, again);

  expect(sent[0]).toEqual(
    tokenRequest({ ...application, grant_type: "refresh_token", refresh_token: "refresh-token-1" }),
  );
  expect(sent[2]).toEqual(create(sandbox, "Bearer access-token-2"));
  expect(third.sent[1]).toEqual(create(sandbox, "Bearer access-token-2"));
});

test("prefers a new code to stored tokens", async () => {
  const store = createMemoryStore();
  await push(sandboxResponses, byCode, { store });
  const { sent } = await push(sandboxResponses, { ...byCode, authorizationCode: "authorization-code-2" }, { store });

  expect(sent[0]).toEqual({ ...exchange, body: { ...exchange.body, code: "authorization-code-2" } });
});

test("sends the same API key in two runs", async () => {
  const { fetch, sent } = recordingFetch({ [profileRoute]: profile(), [createRoute]: created() });
  await push({}, byApiKey, { fetch });
  await push({}, byApiKey, { fetch });

  const keys = sent.flatMap(({ headers }) => headers.authorization ?? []);
  expect(keys).toEqual(Array(2).fill(`Basic ${btoa("lever-api-key-1:")}`));
});
