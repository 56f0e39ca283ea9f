import { expect, test } from "vitest";
import * as index from "./index";
import leverByDefault, { lever } from "./index";

const { definition } = lever;
const [pushProfile, pullJobList, pullJob] = ["pushProfile", "pullJobList", "pullJob"].map((method) =>
  definition.actions.find((action) => action.method === method),
);
const passwords = (side: { parameters: Record<string, unknown> } | undefined) =>
  Object.entries((side?.parameters.properties ?? {}) as Record<string, { format?: string }>)
    .filter(([, { format }]) => format === "password")
    .map(([name]) => name)
    .sort();

test("exports the connector by default and by name", () => {
  expect(leverByDefault).toBe(lever);
  expect(Object.keys(index).sort()).toEqual([
    "authorizeUrl",
    "default",
    "formatJob",
    "formatOpportunity",
    "formatProfile",
    "lever",
    "leverOpportunities",
    "leverOpportunity",
    "leverPosting",
    "leverPostings",
  ]);
});

test("has a definition of plain data", () => {
  expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
  expect(definition).toMatchObject({
    specificationVersion: "v1",
    name: "Lever",
    slug: "lever",
    type: "ATS",
    package: { name: "@hrflow-connectors/lever", version: "0.0.0-test" },
  });
});

test("gives its actions the ids of the Python project", () => {
  expect(definition.actions.map(({ id, method }) => [id, method])).toEqual([
    ["push_profile", "pushProfile"],
    ["push_profile_list", "pushProfileList"],
    ["pull_job_list", "pullJobList"],
    ["pull_job", "pullJob"],
    ["pull_profile_list", "pullProfileList"],
    ["pull_profile", "pullProfile"],
  ]);
  expect([lever.pushProfile.id, lever.pullJobList.id]).toEqual(["push_profile", "pull_job_list"]);
});

test("marks every secret, and nothing else", () => {
  const credential = ["apiKey", "authorizationCode", "clientSecret", "refreshToken"];
  expect(passwords(pushProfile?.origin)).toEqual(["apiSecret"]);
  expect(passwords(pushProfile?.target)).toEqual(credential);
  expect(passwords(pullJobList?.origin)).toEqual(credential);
  expect(passwords(pullJobList?.target)).toEqual(["apiSecret"]);
  expect(passwords(pullJob?.origin)).toEqual(credential);
});

test("has the documented parameters and defaults", () => {
  expect(Object.keys(pushProfile?.target.parameters.properties ?? {}).sort()).toEqual([
    "apiKey",
    "authDomain",
    "authorizationCode",
    "clientDomain",
    "clientId",
    "clientSecret",
    "parse",
    "performAs",
    "performAsPostingOwner",
    "redirectUri",
    "refreshToken",
  ]);
  const redirectUri = "https://marketplace-partners.hrflow.ai/partner/lever/login";
  expect(pushProfile?.defaults).toEqual({
    actionParameters: { logics: [], readMode: "sync", onDuplicate: "skip", dryRun: false },
    originParameters: {},
    targetParameters: { parse: false, performAsPostingOwner: false, redirectUri },
  });
  expect(pullJobList?.defaults.originParameters).toEqual({ state: ["published"], redirectUri });
  expect(pullJobList?.defaults.targetParameters).toEqual({
    updateContent: false,
    enrichWithParsing: false,
    sync: false,
    archiveLimit: 0.2,
  });
});

test("describes every parameter, and refuses unknown ones", () => {
  for (const side of definition.actions.flatMap(({ origin, target }) => [origin, target])) {
    expect(side.parameters.additionalProperties).toBe(false);
    for (const [name, field] of Object.entries(
      side.parameters.properties as Record<string, { description?: string }>,
    )) {
      expect(field.description, name).toMatch(/\w/);
    }
  }
});

test("deletes nothing, at Lever or at HrFlow.ai: what is gone is archived", () => {
  const endpoints = lever.definition.actions.flatMap(({ origin, target }) => [
    ...origin.endpoints,
    ...target.endpoints,
  ]);
  expect(new Set(endpoints.map(({ method }) => method))).toEqual(new Set(["GET", "POST", "PUT", "PATCH"]));
});

test("declares its endpoints with the permissions that a credential needs", () => {
  const permissionsOf = (side: typeof pushProfile) =>
    side?.target.endpoints.map(({ method, path, permission }) => [method, path, permission]);

  expect(permissionsOf(pushProfile)).toEqual([
    ["POST", "/opportunities", "opportunities:write:admin"],
    ["POST", "/opportunities/{opportunity}/files", "files:write:admin"],
    ["GET", "/opportunities", "opportunities:read:admin"],
    ["GET", "/postings/{posting}", "postings:read:admin"],
    ["GET", "/opportunities/{opportunity}/files", "files:read:admin"],
    ["POST", "/opportunities/{opportunity}/notes", "notes:write:admin"],
    ["GET", "/opportunities/{opportunity}/notes", "notes:read:admin"],
    ["GET", "/contacts/{contact}", "contact:write:admin"],
    ["PUT", "/contacts/{contact}", "contact:write:admin"],
  ]);
  expect(pullJobList?.origin.endpoints).toMatchObject([
    { method: "GET", path: "/postings", permission: "postings:read:admin" },
  ]);
  expect(pullJob?.origin.endpoints).toMatchObject([
    { method: "GET", path: "/postings/{posting}", permission: "postings:read:admin" },
  ]);
});

test.each([
  [undefined, "https://auth.lever.co/authorize", "https://api.lever.co/v1/"],
  ["auth.lever.co", "https://auth.lever.co/authorize", "https://api.lever.co/v1/"],
  ["sandbox-lever", "https://sandbox-lever.auth0.com/authorize", "https://api.sandbox.lever.co/v1/"],
  ["sandbox-lever.auth0.com", "https://sandbox-lever.auth0.com/authorize", "https://api.sandbox.lever.co/v1/"],
])("asks for consent at %s with the audience that belongs to it", (authDomain, address, audience) => {
  const { url, state } = index.authorizeUrl({ authDomain, clientId: "client-1" });
  expect(url.startsWith(`${address}?`)).toBe(true);
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
    response_type: "code",
    client_id: "client-1",
    redirect_uri: "https://marketplace-partners.hrflow.ai/partner/lever/login",
    scope:
      "resumes:read:admin opportunities:write:admin files:write:admin postings:read:admin notes:write:admin contact:write:admin offline_access",
    state,
    prompt: "consent",
    audience,
  });
});

test("asks for the scopes, the state and the redirect that are given", () => {
  const redirectUri = "https://app.example.com/back";
  const given = { clientId: "c", redirectUri, scopes: ["postings:read:admin"], state: "s".repeat(22) };
  const { url, state } = index.authorizeUrl(given);
  expect(state).toBe(given.state);
  const { searchParams } = new URL(url);
  expect(["scope", "state", "redirect_uri"].map((name) => searchParams.get(name))).toEqual([
    "postings:read:admin",
    given.state,
    redirectUri,
  ]);
});

test.each(["evil.auth0.com", "lever.co.evil.com", "auth.lever.co/x", "auth.lever.co:8443", "a@auth.lever.co", ""])(
  "sends nobody to %j for consent",
  (authDomain) => {
    expect(() => index.authorizeUrl({ authDomain, clientId: "c" })).toThrow(
      "authDomain: expected a host under lever.co",
    );
  },
);
