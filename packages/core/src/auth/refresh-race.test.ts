import { describe, expect, it } from "vitest";
import { clientCredentials, issue, refused, tokensFrom } from "../__fixtures__/tokens";
import type { Store } from "../contract/shared";
import { nothingCreated } from "../retry-rules";
import { createMemoryStore } from "../state/state";

/** What another process stores that gets these tokens for the same credential. */
async function storedByOthers(number: number): Promise<[key: string, value: string]> {
  const saved: [string, string][] = [];
  const store: Store = {
    getItem: () => null,
    setItem: (key, value) => void saved.push([key, value]),
    removeItem: () => {},
  };
  await tokensFrom({ store, respond: () => issue(number) }).tokens.token();
  return saved[0] ?? ["none", ""];
}

const at = (ms: number, call: () => unknown) => (ms === 0 ? call() : setTimeout(call, ms));

describe.each([
  ["already", 0],
  ["a moment later", 100],
])("where another process was faster, whose token is stored %s", (_, ms) => {
  it("a refused refresh token leads to that token", async () => {
    const [key, value] = await storedByOthers(7);
    const store = createMemoryStore();
    const respond = (form: URLSearchParams) => {
      if (form.has("code")) return issue(1);
      at(ms, () => store.setItem(key, value));
      return refused();
    };
    const { tokens, grants } = tokensFrom({ store, respond });
    expect(await tokens.token()).toBe("access-1");
    expect(await tokens.renew("access-1")).toBe("access-7");
    expect(await tokens.token()).toBe("access-7");
    expect(grants).toEqual(["authorization_code code-1", "refresh_token refresh-1"]);
  });

  it("a refused code leads to that token", async () => {
    const [key, value] = await storedByOthers(7);
    const store = createMemoryStore();
    const respond = () => {
      at(ms, () => store.setItem(key, value));
      return refused();
    };
    const { tokens, grants } = tokensFrom({ store, respond });
    expect(await tokens.token()).toBe("access-7");
    expect(grants).toHaveLength(1);
  });
});

it("a token of another process that has expired is refreshed with what came beside it", async () => {
  const [key, value] = await storedByOthers(7);
  const expired = JSON.stringify({ ...JSON.parse(value), expiresAt: 1 });
  const store = createMemoryStore();
  const respond = (form: URLSearchParams) => {
    if (form.get("refresh_token") === "refresh-7") return issue(8);
    store.setItem(key, expired);
    return refused();
  };
  const { tokens, grants } = tokensFrom({ store, respond });
  expect(await tokens.token()).toBe("access-8");
  expect(grants).toEqual(["authorization_code code-1", "refresh_token refresh-7"]);
});

it("a refresh token that is refused for good is an error that names the refusal", async () => {
  const respond = (form: URLSearchParams) => (form.has("code") ? issue(1) : refused());
  const { tokens, grants } = tokensFrom({ store: createMemoryStore(), respond });
  await tokens.token();
  await expect(tokens.renew("access-1")).rejects.toMatchObject({ code: "authentication_failed", status: 400 });
  expect(grants).toEqual(["authorization_code code-1", "refresh_token refresh-1"]);
});

it("client credentials get a new token where their refresh token is refused", async () => {
  let issued = 0;
  const respond = (form: URLSearchParams) => {
    if (form.has("refresh_token")) return refused();
    issued += 1;
    return issue(issued);
  };
  const { tokens } = tokensFrom({ store: createMemoryStore(), respond }, { grant: clientCredentials });
  await tokens.token();
  expect(await tokens.renew("access-1")).toBe("access-2");
});

it("a request that gets no token was not sent", async () => {
  const respond = () => Response.json({}, { status: 500 });
  const { tokens } = tokensFrom({ respond });
  const error: unknown = await tokens.token().catch((reason) => reason);
  expect(nothingCreated(error)).toBe(true);
});
