import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createOauth, tokenUrl } from "../__fixtures__/oauth";
import { json } from "../__fixtures__/recording-fetch";
import { createMemoryStore } from "../state/state";

const hour = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

describe("an authorization code", () => {
  it("is exchanged once: the second run uses the stored tokens", async () => {
    const store = createMemoryStore();
    const first = createOauth({ store });
    expect(await first.tokens.token()).toBe("access-1");
    expect(await first.tokens.token()).toBe("access-1");
    expect(first.grants()).toEqual(["authorization_code code-1"]);
    const second = createOauth({ store });
    expect(await second.tokens.token()).toBe("access-1");
    expect(second.grants()).toEqual([]);
  });

  it("that is new is exchanged although tokens of another one are stored", async () => {
    const store = createMemoryStore();
    await createOauth({ store }).tokens.token();
    const next = createOauth({
      store,
      grant: { type: "authorization_code", code: "code-2", redirectUri: "https://r.example" },
    });
    await next.tokens.token();
    expect(next.grants()).toEqual(["authorization_code code-2"]);
  });

  it("that is refused reports what to do about it", async () => {
    const { tokens } = createOauth({
      responses: [json({ error: "invalid_grant", error_description: "Code used" }, 403)],
    });
    await expect(tokens.token()).rejects.toMatchObject({
      name: "ApiCallError",
      code: "authentication_failed",
      status: 403,
      retryable: false,
      message: expect.stringMatching(
        /responded with 403: invalid_grant: Code used; an authorization code works once: .*`store`/,
      ),
    });
  });

  it("is not exchanged again when its token expired and no refresh token came with it", async () => {
    const store = createMemoryStore();
    const { tokens, grants } = createOauth({
      store,
      responses: [json({ access_token: "a", token_type: "Bearer", expires_in: 90 })],
    });
    await tokens.token();
    vi.setSystemTime(Date.now() + hour);
    await expect(tokens.token()).rejects.toMatchObject({
      code: "authentication_failed",
      message: expect.stringContaining("new code"),
    });
    expect(await tokens.renew("a")).toBeNull();
    expect(grants()).toHaveLength(1);
  });
});

describe("a refresh", () => {
  it("happens a minute before the token expires, with the newest refresh token", async () => {
    const store = createMemoryStore();
    const { tokens, grants } = createOauth({ store });
    await tokens.token();
    vi.setSystemTime(Date.now() + hour - 60_001);
    expect(await tokens.token()).toBe("access-1");
    vi.setSystemTime(Date.now() + 1);
    expect(await tokens.token()).toBe("access-2");
    vi.setSystemTime(Date.now() + hour);
    expect(await tokens.token()).toBe("access-3");
    expect(grants()).toEqual(["authorization_code code-1", "refresh_token refresh-1", "refresh_token refresh-2"]);
  });

  it("keeps the refresh token when the vendor issues no new one", async () => {
    const responses = [1, 2, 3].map((n) => json({ access_token: `a${n}`, token_type: "bearer", expires_in: 90 }));
    const { tokens, grants } = createOauth({ responses, grant: { type: "refresh_token", refreshToken: "mine" } });
    for (let round = 0; round < 3; round++) {
      await tokens.token();
      vi.setSystemTime(Date.now() + hour);
    }
    expect(grants()).toEqual(["refresh_token mine", "refresh_token mine", "refresh_token mine"]);
  });

  it("is done once for concurrent callers, also in other runs with the same store", async () => {
    const store = createMemoryStore();
    const issuer = { issued: 0 };
    const [one, other] = [createOauth({ store, issuer }), createOauth({ store, issuer })];
    const issued = await Promise.all([one, one, other, other].map(({ tokens }) => tokens.token()));
    expect(issued).toEqual(["access-1", "access-1", "access-1", "access-1"]);
    const renewed = await Promise.all([one, one, other, other].map(({ tokens }) => tokens.renew("access-1")));
    expect(new Set(renewed).size).toBe(1);
    expect([...one.grants(), ...other.grants()]).toHaveLength(2);
  });

  it("saves the new refresh token before it returns the access token", async () => {
    const order: string[] = [];
    const memory = createMemoryStore();
    const setItem = async (key: string, value: string) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await memory.setItem(key, value);
      order.push(`saved ${JSON.parse(value).refreshToken}`);
    };
    const { tokens } = createOauth({ store: { ...memory, setItem } });
    order.push(`used ${await tokens.token()}`);
    order.push(`used ${await tokens.renew("access-1")}`);
    expect(order).toEqual(["saved refresh-1", "used access-1", "saved refresh-2", "used access-2"]);
  });

  it("returns no token whose refresh token could not be saved, and saves it on the next call", async () => {
    const memory = createMemoryStore();
    let broken = true;
    const setItem = (key: string, value: string) => {
      if (broken) throw new Error("disk full");
      return memory.setItem(key, value);
    };
    const { tokens, grants } = createOauth({ store: { ...memory, setItem } });
    await expect(tokens.token()).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringMatching(/^could not save .* in the store: Error$/),
    });
    await expect(tokens.token()).rejects.toMatchObject({ code: "configuration" });
    broken = false;
    expect(await tokens.token()).toBe("access-1");
    expect(grants()).toEqual(["authorization_code code-1"]);
    expect(await createOauth({ store: memory }).tokens.token()).toBe("access-1");
  });
});

describe("the stored tokens", () => {
  it("have a key of host, client and a hash, without a secret", async () => {
    const keys: string[] = [];
    const memory = createMemoryStore();
    const setItem = (key: string, value: string) => {
      keys.push(key);
      return memory.setItem(key, value);
    };
    const store = { ...memory, setItem };
    await createOauth({ store }).tokens.token();
    expect(keys).toEqual([
      expect.stringMatching(/^hrflow-connectors:v1:token:auth\.acme\.example:client-1:[0-9a-f]{32}$/),
    ]);
    expect(keys.join()).not.toMatch(/code-1|secret|access|refresh/);
  });

  it("are not requested again if the stored value is broken", async () => {
    const store = { ...createMemoryStore(), getItem: () => "{not json" };
    const { tokens, requests } = createOauth({ store });
    await expect(tokens.token()).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining(":token:"),
    });
    expect(requests).toEqual([]);
  });

  it("are locked if the store can lock, and the lock is released", async () => {
    const log: string[] = [];
    const lock = async (key: string, ttlMs: number) => {
      log.push(`lock ${key.slice(-5)} ${ttlMs === 60_000}`);
      return () => void log.push("release");
    };
    await createOauth({ store: { ...createMemoryStore(), lock } }).tokens.token();
    expect(log).toEqual(["lock :lock true", "release"]);
  });
});

it("warns of a refresh token that is lost without a store", async () => {
  const { tokens, lines } = createOauth({});
  await tokens.token();
  expect(lines).toEqual([["warn", expect.stringContaining("no store to keep it")]]);
  const stored = createOauth({ store: createMemoryStore() });
  await stored.tokens.token();
  expect(stored.lines).toEqual([]);
});

it("registers tokens as secrets and emits an event for each renewal", async () => {
  const { tokens, secrets, events } = createOauth({});
  await tokens.token();
  expect(secrets).toEqual(["access-1", "refresh-1"]);
  expect(events).toContainEqual({ type: "token.refreshed", host: new URL(tokenUrl).host });
});
