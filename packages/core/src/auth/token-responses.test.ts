import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clientCredentials, code, tokensFrom, tokenUrl } from "../__fixtures__/tokens";
import type { Grant } from "../contract/connection";
import { createMemoryStore } from "../state/state";

const start = Date.UTC(2026, 0, 1);
beforeEach(() => void vi.useFakeTimers({ now: start, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const usual = { access_token: "access-1", refresh_token: "refresh-1", token_type: "Bearer", expires_in: 3_600 };

async function exchange(response: Response, grant: Grant = code()) {
  const { tokens, grants, secrets } = tokensFrom({ respond: () => response.clone() }, { grant });
  const outcome = await tokens.token().catch((error: Error) => error);
  return { outcome, grants, secrets };
}

describe("a token that arrived is used, whatever is beside it", () => {
  const idToken = `e30.${btoa(JSON.stringify({ iss: "https://other.example/", aud: "someone", exp: 1 }))}.c2ln`;

  it.each<[string, object]>([
    ["an id_token of another issuer", { ...usual, id_token: idToken }],
    ["an id_token that is a number", { ...usual, id_token: 7 }],
    ["refresh_token: null", { ...usual, refresh_token: null }],
    ["refresh_token: empty", { ...usual, refresh_token: "" }],
    ["scope: null", { ...usual, scope: null }],
    ["scope: a list", { ...usual, scope: ["a", "b"] }],
    ["expires_in: null", { ...usual, expires_in: null }],
    ["expires_in: text", { ...usual, expires_in: "3600" }],
    ["expires_in: garbage", { ...usual, expires_in: "soon" }],
    ["expires_in: 0", { ...usual, expires_in: 0 }],
    ["expires_in: negative", { ...usual, expires_in: -1 }],
    ["no token_type", { access_token: "access-1" }],
    ["token_type: null", { ...usual, token_type: null }],
    ["token_type: another spelling", { ...usual, token_type: "BearerToken" }],
    ["an error that is null", { ...usual, error: null }],
    ["unknown fields", { ...usual, org: { id: 1 } }],
    ["blanks around it", { ...usual, access_token: " access-1\n" }],
  ])("%s", async (_, body) => {
    expect((await exchange(Response.json(body))).outcome).toBe("access-1");
  });

  it.each([
    ["another content type", new Response(JSON.stringify(usual), { headers: { "content-type": "text/html" } })],
    ["another successful status", Response.json(usual, { status: 201 })],
    ["a byte order mark", new Response(`\ufeff${JSON.stringify(usual)}`)],
    ["a form", new Response("access_token=access-1&token_type=bearer&expires_in=3600")],
  ])("%s", async (_, response) => {
    expect((await exchange(response)).outcome).toBe("access-1");
  });
});

describe("a response without a token is a typed error", () => {
  it.each([
    ["a number", { access_token: 7 }],
    ["empty", { access_token: "  " }],
    ["null", { access_token: null }],
    ["nothing that a header can carry", { access_token: "abc\ud800def" }],
    ["a token with blanks in it", { access_token: "abc def" }],
  ])("%s", async (_, body) => {
    expect((await exchange(Response.json(body))).outcome).toMatchObject({
      name: "ResponseShapeError",
      message: `POST ${tokenUrl} responded with 200 and other JSON in place of a token`,
    });
  });

  it("an error in a 200 is the vendor's refusal", async () => {
    const response = Response.json({ error: "bad_verification_code", error_description: "The code is expired." });
    expect((await exchange(response)).outcome).toMatchObject({
      name: "ApiCallError",
      code: "authentication_failed",
      message: expect.stringContaining("responded with 200: bad_verification_code: The code is expired."),
    });
  });

  it("a refusal in plain text shows it", async () => {
    expect((await exchange(new Response("Unknown client", { status: 401 }))).outcome).toMatchObject({
      code: "authentication_failed",
      message: expect.stringContaining("responded with 401: Unknown client"),
    });
  });
});

describe("how long a token is used", () => {
  /** In seconds, as a caller sees it that asks each second. */
  async function usedFor(fields: object, headers: Record<string, string> = {}): Promise<number> {
    const respond = () => Response.json({ access_token: "access", ...fields }, { headers });
    const { tokens, grants } = tokensFrom({ respond, store: createMemoryStore() }, { grant: clientCredentials });
    for (let second = 0; second < 4_000; second++) {
      await tokens.token();
      if (grants.length > 1) return second;
      vi.setSystemTime(Date.now() + 1_000);
    }
    return Number.POSITIVE_INFINITY;
  }
  const inSeconds = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

  it.each<[string, object, number]>([
    ["an hour, less a minute", { expires_in: 3_600 }, 3_540],
    ["ten minutes, less a minute", { expires_in: 600 }, 540],
    ["a minute, less a tenth", { expires_in: 60 }, 54],
    ["a minute as text", { expires_in: "60" }, 54],
    ["ten seconds", { expires_in: 10 }, 9],
    ["until a date", { expires_at: inSeconds(60) }, 54],
    ["until epoch seconds", { expires_at: start / 1_000 + 60 }, 54],
    ["until epoch milliseconds as text", { expires_at: String(start + 60_000) }, 54],
    ["unknown, with a lifetime of 0", { expires_in: 0 }, Number.POSITIVE_INFINITY],
    ["unknown, with a date in the past", { expires_at: inSeconds(-60) }, Number.POSITIVE_INFINITY],
    ["unknown, with nulls", { expires_in: null, expires_at: null }, Number.POSITIVE_INFINITY],
  ])("%s", async (_, fields, seconds) => {
    expect(await usedFor(fields)).toBe(seconds);
  });

  it("a date is read by the vendor's own clock", async () => {
    const vendorNow = start + 1_800_000;
    const fields = { expires_at: new Date(vendorNow + 60_000).toISOString() };
    expect(await usedFor(fields, { date: new Date(vendorNow).toUTCString() })).toBe(54);
  });
});
