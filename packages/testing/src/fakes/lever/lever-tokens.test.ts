import { afterEach, beforeEach, expect, test } from "vitest";
import { loadDocument } from "../../document/load-document";
import { schemaValidator } from "../../document/schema-validator";
import { type CheckedFetch, checkedFetch } from "../engine/checked-fetch";
import { createLeverFake } from "./create-lever-fake";

const document = await loadDocument(new URL("../../../../../specs/lever/openapi.yaml", import.meta.url));
const specification = { document, validator: schemaValidator(document) };
const production = "https://auth.lever.co";
const sandbox = "https://sandbox-lever.auth0.com";
const specifications = Object.fromEntries(
  [production, sandbox, "https://api.lever.co/v1", "https://api.sandbox.lever.co/v1"].map((url) => [
    url,
    specification,
  ]),
);

const start = Date.UTC(2026, 2, 1, 12);
let now = start;
const app = { clientId: "app", clientSecret: "secret", redirectUri: "https://example.com/back" };
const lever = createLeverFake({
  apps: [
    { ...app, codes: ["code-1"], refreshTokens: ["refresh-0"], environment: "sandbox" },
    { clientId: "other", clientSecret: "other", codes: ["code-2"] },
  ],
  now: () => now,
});
let checked: CheckedFetch;

beforeEach(() => {
  now = start;
  lever.reset();
  checked = checkedFetch(lever.fetch, specifications);
});
afterEach(() => expect(checked.violations).toEqual([]));

const client = { client_id: "app", client_secret: "secret" };
const byCode = { ...client, grant_type: "authorization_code", code: "code-1", redirect_uri: app.redirectUri };
const byRefresh = (refresh_token: string) => ({ ...client, grant_type: "refresh_token", refresh_token });

async function requestToken(fields: Record<string, string>, host = sandbox) {
  const response = await checked.fetch(`${host}/oauth/token`, { method: "POST", body: new URLSearchParams(fields) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function postings(token = "", host = "api.sandbox") {
  const headers = { authorization: `Bearer ${token}` };
  return (await checked.fetch(`https://${host}.lever.co/v1/postings`, { headers })).status;
}

test("accepts a code once, and its token for an hour in its own environment", async () => {
  const { status, body } = await requestToken(byCode);
  expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 3600]);
  expect(await requestToken(byCode)).toMatchObject({ status: 403, body: { error: "invalid_grant" } });
  expect(await postings(body.access_token)).toBe(200);
  expect(await postings(body.access_token, "api")).toBe(403);
  now += 3600 * 1000 - 1;
  expect(await postings(body.access_token)).toBe(200);
  now += 1;
  expect(await postings(body.access_token)).toBe(401);
});

test("replaces a refresh token at each use, and refuses the old one", async () => {
  const first = await requestToken(byRefresh("refresh-0"));
  expect((await requestToken(byRefresh("refresh-0"))).status).toBe(403);
  const second = await requestToken(byRefresh(first.body.refresh_token ?? ""));
  expect(second.status).toBe(200);
  expect(new Set([first, second].flatMap(({ body }) => [body.access_token, body.refresh_token])).size).toBe(4);
  expect(await postings(first.body.access_token)).toBe(200);
});

test("refuses a refresh token that was not used for 90 days", async () => {
  const { body } = await requestToken(byCode);
  now += 90 * 24 * 3600 * 1000;
  expect((await requestToken(byRefresh(body.refresh_token ?? ""))).status).toBe(403);
});

test("refuses a sandbox refresh token in production", async () => {
  expect((await requestToken(byRefresh("refresh-0"), production)).status).toBe(403);
  expect((await requestToken(byRefresh("refresh-0"))).status).toBe(200);
});

test("refuses a wrong client, code or redirect, and uses up a code at the first attempt", async () => {
  expect(await requestToken({ ...byCode, client_secret: "wrong" })).toMatchObject({
    status: 401,
    body: { error: "invalid_client" },
  });
  expect((await requestToken({ ...byCode, code: "code-2" })).status).toBe(403);
  expect((await requestToken({ ...byCode, redirect_uri: "https://example.com/other" })).status).toBe(403);
  expect((await requestToken(byCode)).status).toBe(403);
});

test("refuses revoked tokens immediately", async () => {
  const { body } = await requestToken(byCode);
  lever.state.accessTokens.length = 0;
  lever.state.refreshTokens.length = 0;
  expect(await postings(body.access_token)).toBe(401);
  expect((await requestToken(byRefresh(body.refresh_token ?? ""))).status).toBe(403);
});

test("accepts JSON, and refuses missing fields with 400", async () => {
  const json = (body: object) =>
    lever.fetch(`${sandbox}/oauth/token`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  expect((await json(byCode)).status).toBe(200);
  expect((await json({ ...client, grant_type: "authorization_code" })).status).toBe(400);
  expect((await json({ ...client, grant_type: "refresh_token" })).status).toBe(400);
  expect((await json(client)).status).toBe(400);
});
