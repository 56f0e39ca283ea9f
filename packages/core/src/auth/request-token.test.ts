import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createOauth, type TokenSettings, tokenUrl } from "../__fixtures__/oauth";
import { connectionError, json } from "../__fixtures__/recording-fetch";
import { createMemoryStore } from "../state/state";

const credentials = { type: "client_credentials", parameters: { scope: "a b", sub: "7" } } as const;
const minute = 60_000;

describe("the request", () => {
  it("has the client in the form with client_secret_post", async () => {
    const { tokens, requests } = createOauth({});
    await tokens.token();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: "POST", url: tokenUrl });
    expect(requests[0]?.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
    expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      grant_type: "authorization_code",
      code: "code-1",
      redirect_uri: "https://r.example/back",
      client_id: "client-1",
      client_secret: "s3cret&/ü",
    });
  });

  it("has the client in the header with client_secret_basic, not form-encoded", async () => {
    const { tokens, requests } = createOauth({ clientAuthentication: "client_secret_basic", grant: credentials });
    await tokens.token();
    const [scheme, encoded] = (requests[0]?.headers.authorization ?? "").split(" ");
    expect(scheme).toBe("Basic");
    expect(Buffer.from(encoded ?? "", "base64").toString()).toBe("client-1:s3cret&/ü");
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      grant_type: "client_credentials",
      scope: "a b",
      sub: "7",
    });
  });

  it("has the refresh token", async () => {
    const { tokens, grants } = createOauth({ grant: { type: "refresh_token", refreshToken: "mine" } });
    await tokens.token();
    expect(grants()).toEqual(["refresh_token mine"]);
  });
});

describe("the expiry of a token", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ["Date"] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  /** How many minutes after it was issued a token is used for the last time. */
  async function lastUse(fields: object): Promise<number> {
    const responses = [json({ access_token: "a", token_type: "Bearer", ...fields })];
    const { tokens, grants } = createOauth({ grant: credentials, responses });
    for (let minutes = 0; minutes < 200; minutes++) {
      await tokens.token();
      if (grants().length > 1) return minutes - 1;
      vi.setSystemTime(Date.now() + minute);
    }
    return Number.POSITIVE_INFINITY;
  }

  it.each([
    ["expires_in", { expires_in: 3_600 }, 58],
    ["expires_in as a text", { expires_in: "3600" }, 58],
    ["expires_at with an offset", { expires_at: "2026-01-01T02:30:00+01:00" }, 88],
    ["expires_at without an offset, which is UTC", { expires_at: "2026-01-01 01:00:00" }, 58],
    ["neither", {}, Number.POSITIVE_INFINITY],
    ["an expires_at that is not a date", { expires_at: "soon" }, Number.POSITIVE_INFINITY],
  ])("is given by %s", async (_, fields, minutes) => {
    vi.stubEnv("TZ", "America/New_York");
    expect(await lastUse(fields)).toBe(minutes);
  });
});

describe("a response without a token is a typed error", () => {
  const outcome = (settings: TokenSettings) => createOauth({ grant: credentials, ...settings }).tokens.token();

  it.each([
    ["an HTML page", new Response("<html></html>", { headers: { "content-type": "text/html" } })],
    ["an HTML page", new Response("<html></html>", { headers: { "content-type": "application/json" } })],
    ["an empty body", new Response("", { headers: { "content-type": "application/json" } })],
    ["truncated or broken JSON", new Response('{"access_', { headers: { "content-type": "application/json" } })],
    ["other JSON", json({ message: "hello" })],
    ["other JSON", json([])],
    ["other JSON", json({ access_token: 7, token_type: "Bearer" })],
  ])("%s", async (name, response) => {
    await expect(outcome({ responses: [response] })).rejects.toMatchObject({
      name: "ResponseShapeError",
      code: "unexpected_response",
      message: `POST ${tokenUrl} responded with 200 and ${name} in place of a token`,
    });
  });

  it.each([400, 401, 403])("%i means that the credential is refused, with the vendor's message", async (status) => {
    const responses = [json({ error: "invalid_client", error_description: "Unknown client" }, status)];
    await expect(outcome({ responses })).rejects.toMatchObject({
      name: "ApiCallError",
      code: "authentication_failed",
      status,
      message: `POST ${tokenUrl} responded with ${status}: invalid_client: Unknown client`,
    });
  });

  it.each([
    ["an HTML page", "<html>down</html>"],
    ["an empty body", ""],
    ["no message", "null"],
    ["no message", "{}"],
  ])("a refusal with %s", async (message, body) => {
    const responses = [new Response(body, { status: 401 })];
    await expect(outcome({ responses })).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining(message),
    });
  });
});

describe("a token request that fails", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** The token or the error's code after all attempts, and the number of attempts. */
  async function outcome(settings: TokenSettings) {
    const { tokens, requests } = createOauth({ store: createMemoryStore(), ...settings });
    const token = tokens.token().catch((error: { code: string }) => error.code);
    await vi.waitFor(async () => {
      await vi.runAllTimersAsync();
      expect(await Promise.race([token, Promise.resolve("waiting")])).not.toBe("waiting");
    });
    return [await token, requests.length];
  }
  const good = json({ access_token: "access", token_type: "Bearer" });

  it("does not repeat a code after an unknown outcome: it may be used up", async () => {
    expect(await outcome({ responses: [json({}, 503), good] })).toEqual(["vendor_unavailable", 1]);
    expect(await outcome({ responses: [connectionError("ECONNRESET"), good] })).toEqual(["network_error", 1]);
  });

  it("repeats a code if no connection was established", async () => {
    expect(await outcome({ responses: [connectionError("ECONNREFUSED"), good] })).toEqual(["access", 2]);
  });

  it("repeats client credentials, which change nothing", async () => {
    expect(await outcome({ grant: credentials, responses: [json({}, 503), good] })).toEqual(["access", 2]);
  });
});
