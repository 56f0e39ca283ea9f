import { describe, expect, it } from "vitest";
import { checkedAccount } from "./__fixtures__/checked-account";

const ada = {
  first_name: "Ada",
  last_name: "Lovelace",
  email_addresses: [{ value: "Ada@example.org", type: "personal" }],
  application: { job_id: 4000000201 },
};

async function account(options: Parameters<typeof checkedAccount>[0] = {}) {
  const { v3, ...rest } = checkedAccount(options);
  return { ...rest, v3: await v3() };
}

describe("the token host", () => {
  it("issues tokens only to known clients, by HTTP Basic, for the client_credentials grant", async () => {
    const { requestToken, call, fake } = checkedAccount({ clients: { client: "secret" }, users: [17] });
    const bare = await call("https://auth.greenhouse.io", "POST /token", { body: new URLSearchParams() });
    expect(bare).toMatchObject({ status: 401, body: { message: expect.any(String) } });
    expect(await requestToken(undefined, "client", "wrong")).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
    expect(await requestToken(undefined, "constructor")).toMatchObject({ status: 401 });
    expect(await requestToken({ grant_type: "password" })).toMatchObject({ status: 400 });
    expect(await requestToken({ grant_type: "client_credentials", sub: "18" })).toMatchObject({ status: 400 });
    expect(fake.state.tokens).toEqual([]);
    const { status, body } = await requestToken({ grant_type: "client_credentials", sub: "17" });
    expect({ status, body }).toEqual({
      status: 200,
      body: { access_token: expect.any(String), token_type: "Bearer", expires_at: "2026-03-01T13:00:00.000Z" },
    });
    expect(fake.state.tokens).toMatchObject([{ clientId: "client", sub: "17", revoked: false }]);
  });

  it("can return the lifetime of a token in seconds", async () => {
    const { requestToken } = checkedAccount({ tokens: { expiry: "expires_in" } });
    expect((await requestToken()).body).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
    });
  });

  it("has its own rate limit", async () => {
    const { requestToken, clock } = checkedAccount({ limits: { token: 1 } });
    await requestToken();
    clock.now += 5_000;
    const throttled = await requestToken();
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get("retry-after")).toBe("55");
    clock.now += 55_000;
    expect((await requestToken()).status).toBe(200);
  });
});

describe("the scopes of a token", () => {
  const introspect = ({ call }: ReturnType<typeof checkedAccount>, token: string, secret = "secret") =>
    call("https://auth.greenhouse.io", "POST /introspect", {
      headers: { authorization: `Basic ${btoa(`client:${secret}`)}` },
      body: new URLSearchParams({ token, token_type_hint: "access_token" }),
    });

  it("are told to its client, while it is active", async () => {
    const account = checkedAccount({ clients: { client: "secret" } });
    const token = (await account.requestToken()).body.access_token;
    const { body } = await introspect(account, token);
    expect(body).toMatchObject({ active: true, client_id: "client" });
    expect(body.scope.split(" ")).toEqual(
      expect.arrayContaining(["harvest:candidates:list", "harvest:candidates:update", "harvest:notes:create"]),
    );
    expect((await introspect(account, "other")).body).toEqual({ active: false });
    expect((await introspect(account, token, "wrong")).status).toBe(401);
  });

  it("decide which calls are refused", async () => {
    const account = checkedAccount({ scopes: ["harvest:candidates:list"] });
    const token = (await account.requestToken()).body.access_token;
    expect((await introspect(account, token)).body.scope).toBe("harvest:candidates:list");
    const v3 = await account.v3();
    expect((await v3("GET /candidates")).status).toBe(200);
    expect(await v3("GET /jobs")).toMatchObject({ status: 403, body: { message: "Forbidden" } });
    expect((await v3("POST /candidates", ada)).status).toBe(403);
  });
});

describe("a token of Harvest v3", () => {
  it("is required, and expires after an hour or when it is revoked", async () => {
    const { v3, clock, fake, call } = await account();
    expect((await v3("GET /candidates")).status).toBe(200);
    clock.now += 3_599_999;
    expect((await v3("GET /candidates")).status).toBe(200);
    clock.now += 1;
    expect(await v3("GET /candidates")).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
    clock.now -= 1000;
    for (const token of fake.state.tokens) token.revoked = true;
    expect((await v3("POST /candidates", ada)).status).toBe(401);
    expect((await call("https://harvest.greenhouse.io/v3", "GET /candidates")).status).toBe(401);
    expect(fake.state.candidates).toEqual([]);
  });

  it("revokes the previous token of the same user", async () => {
    const { v3, requestToken } = await account();
    await requestToken({ grant_type: "client_credentials", sub: "17" });
    expect((await v3("GET /candidates")).status).toBe(200);
    await requestToken();
    expect((await v3("GET /candidates")).status).toBe(401);
  });

  it("stays valid after a new one is issued without `singleActive`", async () => {
    const { v3, requestToken } = await account({ tokens: { singleActive: false } });
    await requestToken();
    expect((await v3("GET /candidates")).status).toBe(200);
  });
});

describe("the rate limit of Harvest v3", () => {
  it("is in the headers of every response, and resets after 30 s", async () => {
    const { v3, clock, fake } = await account({ limits: { v3: 2 } });
    const reset = String(clock.now / 1000 + 30);
    const rateHeaders = ({ headers }: { headers: Headers }) =>
      ["limit", "remaining", "reset"].map((name) => headers.get(`x-ratelimit-${name}`));
    expect(rateHeaders(await v3("GET /notes"))).toEqual(["2", "1", reset]);
    clock.now += 10_000;
    expect(rateHeaders(await v3("POST /candidates", {}))).toEqual(["2", "0", reset]);
    const throttled = await v3("POST /candidates", ada);
    expect(throttled.status).toBe(429);
    expect([...rateHeaders(throttled), throttled.headers.get("retry-after")]).toEqual(["2", "0", reset, "20"]);
    expect(fake.state.candidates).toEqual([]);
    clock.now += 20_000;
    expect((await v3("POST /candidates", ada)).status).toBe(201);
  });
});
