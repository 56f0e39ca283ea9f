import { describe, expect, it } from "vitest";
import { clientCredentials, code, issue, refused, tokensFrom } from "../__fixtures__/tokens";
import type { OauthSettings } from "../contract/connection";
import type { Store } from "../contract/shared";
import { createMemoryStore } from "../state/state";

/** An endpoint that takes one secret, and each code once. */
function endpoint(secret: string) {
  const used = new Set<string | null>();
  return (form: URLSearchParams, earlier: number) => {
    const isNew = !form.has("code") || !used.has(form.get("code"));
    used.add(form.get("code"));
    return form.get("client_secret") === secret && isNew ? issue(earlier + 1) : refused();
  };
}

/** The access token of a run with these settings, or the code of its error. */
async function run(store: Store, settings: Partial<OauthSettings>, respond = endpoint("s3cret")) {
  const { tokens, grants } = tokensFrom({ store, respond }, settings);
  const outcome = await tokens.token().catch((error: { code: string }) => error.code);
  return { outcome, requests: grants.length };
}

describe.each([
  ["an authorization code", code()],
  ["a refresh token", { type: "refresh_token", refreshToken: "mine" } as const],
  ["client credentials", clientCredentials],
])("a token stored for %s", (_, grant) => {
  it("is used by whoever has the same secret", async () => {
    const store = createMemoryStore();
    const respond = endpoint("s3cret");
    expect(await run(store, { grant }, respond)).toEqual({ outcome: "access-1", requests: 1 });
    expect(await run(store, { grant }, respond)).toEqual({ outcome: "access-1", requests: 0 });
  });

  it.each(["wrong", "", "S3cret", "s3cret ", "s3cret\ud800"])(
    "is not used with the secret %j",
    async (clientSecret) => {
      const store = createMemoryStore();
      await run(store, { grant });
      expect(await run(store, { grant, clientSecret })).toEqual({ outcome: "authentication_failed", requests: 1 });
    },
  );

  it("survives the attempt with a wrong secret", async () => {
    const store = createMemoryStore();
    await run(store, { grant });
    await run(store, { grant, clientSecret: "wrong" });
    expect(await run(store, { grant })).toEqual({ outcome: "access-1", requests: 0 });
  });
});

it("two secrets that differ in half of a surrogate pair are two", async () => {
  const store = createMemoryStore();
  await run(store, { clientSecret: "a\ud800" }, endpoint("a\ufffd"));
  expect((await run(store, { clientSecret: "a\ud801" })).requests).toBe(1);
});

it("the key in the store differs by host, client and secret, and shows no secret", async () => {
  const keyFor = async (settings: Partial<OauthSettings>) => {
    const keys: string[] = [];
    const memory = createMemoryStore();
    const store: Store = {
      ...memory,
      setItem(key, value) {
        keys.push(key);
        return memory.setItem(key, value);
      },
    };
    await run(store, { grant: clientCredentials, ...settings }, (_, earlier) => issue(earlier + 1));
    return keys[0] ?? "none";
  };
  const keys = await Promise.all([
    keyFor({}),
    keyFor({ clientSecret: "1234" }),
    keyFor({ clientSecret: "1235" }),
    keyFor({ clientId: "client-2" }),
    keyFor({ tokenUrl: "https://auth.other.example/token" }),
    keyFor({ grant: { type: "client_credentials", parameters: { sub: "8" } } }),
  ]);
  expect(new Set(keys).size).toBe(6);
  for (const key of keys) expect(key).not.toMatch(/s3cret|1234|1235/);
  // The hash depends on the client as well: a table of hashed secrets does not find one.
  const hashes = await Promise.all([keyFor({}), keyFor({ clientId: "client-2" })]);
  expect(new Set(hashes.map((key) => key.split(":").at(-1))).size).toBe(2);
});
