import { afterEach, describe, expect, it, vi } from "vitest";
import { type AcmeSettings, people, postCandidate, runAcme, stream, targetSecret } from "../__fixtures__/acme";
import { createDeferred } from "../__fixtures__/deferred";
import { createTokenServer, oauthSettings, type TokenServerSettings, tokenUrl } from "../__fixtures__/oauth";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import type { Auth } from "../contract/connection";
import type { RunOptions } from "../contract/run";
import { AbortedError, ApiCallError, NetworkError, ResponseShapeError } from "../errors";
import { typedApi } from "../http/api";
import { createMemoryStore } from "../state/state";

const url = "https://api.acme.example/candidates";

describe("a credential", () => {
  async function headersWith(auth: Auth) {
    const { fetch, requests } = createRecordingFetch(json({ id: "1" }, 201));
    const settings = { read: () => stream(people(1)), write: postCandidate, auth: () => auth };
    const { result } = await runAcme(settings, {}, { fetch });
    expect(result.status).toBe("success");
    const { authorization, "x-key": key, "x-user": user } = requests[0]?.headers ?? {};
    return { authorization, key, user };
  }

  it.each<[string, Auth, object]>([
    ["none", { type: "none" }, {}],
    ["basic", { type: "basic", username: "ä", password: "b" }, { authorization: "Basic w6Q6Yg==" }],
    ["basic, without a password", { type: "basic", username: "key" }, { authorization: "Basic a2V5Og==" }],
    ["bearer", { type: "bearer", token: "abc" }, { authorization: "Bearer abc" }],
    ["headers", { type: "headers", headers: { "X-Key": "k", "X-User": "u" } }, { key: "k", user: "u" }],
  ])("authorizes each request: %s", async (_, auth, expected) => {
    expect(await headersWith(auth)).toEqual({ authorization: undefined, key: undefined, user: undefined, ...expected });
  });

  it("goes to the base URL that it leads to", async () => {
    const { fetch, requests } = createRecordingFetch(json({ id: "1" }, 201));
    const api = typedApi<never, { performAs: string }>({
      baseUrl: ({ performAs }) => `https://${performAs}.example/v1`,
    });
    await runAcme({ read: () => stream(people(1)), write: postCandidate, connection: { api } as never }, {}, { fetch });
    expect(requests.map((request) => request.url)).toEqual(["https://user-1.example/v1/candidates"]);
  });

  it.each<[string, AcmeSettings, string, string]>([
    ["auth throws", { auth: () => Promise.reject(new Error("no such key")) }, "unexpected", "no such key"],
    [
      "account returns no text",
      { account: () => undefined as never },
      "configuration",
      "connection acme: account returned no text: it identifies the account whose deliveries are remembered",
    ],
    [
      "account returns an empty text",
      { account: () => "" },
      "configuration",
      "connection acme: account returned no text: it identifies the account whose deliveries are remembered",
    ],
  ])("ends the run before anything is read if %s", async (_, settings, code, message) => {
    const read = vi.fn();
    const { result } = await runAcme({ ...settings, read });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { read_success: 0 } });
    expect(result.failures).toMatchObject([{ stage: "open", error: { code, message } }]);
    expect(read).not.toHaveBeenCalled();
  });
});

it("logs a warning of a connection that ends, once per run", async () => {
  const deprecated = "Acme v1 ends on 31 August 2026: use v2";
  const { lines } = await runAcme({ connection: { protocol: "Acme v1", deprecated } });
  const warnings = lines.filter(({ level }) => level === "warn");
  expect(warnings).toMatchObject([{ message: deprecated, fields: { connection: "acme", protocol: "Acme v1" } }]);
});

describe("OAuth", () => {
  const accepting =
    (...tokens: string[]) =>
    (request: Request) =>
      tokens.includes(request.headers.get("authorization")?.replace("Bearer ", "") ?? "")
        ? json({ id: "1" }, 201)
        : json({ message: "expired" }, 401);

  /** Creates candidates, each by a request that needs a token. */
  async function push(
    api: (request: Request) => Response,
    { count = 1, store, ...settings }: TokenServerSettings & { count?: number; store?: RunOptions["store"] } = {},
  ) {
    const { fetch, requests, grants } = createTokenServer(settings, api);
    const auth = () => ({ type: "oauth", ...oauthSettings() }) as const;
    const acme = { read: () => stream(people(count)), write: postCandidate, concurrency: count, auth };
    const { result } = await runAcme(acme, {}, { fetch, store });
    return { result, requests, grants };
  }

  it("sends the token with each request", async () => {
    const { result, requests } = await push(accepting("access-1"));
    expect(result.status).toBe("success");
    expect(requests.map((request) => request.url)).toEqual([tokenUrl, url]);
  });

  it("renews the token once after a 401 and sends the whole request again", async () => {
    const { result, requests, grants } = await push(accepting("access-2"), { store: createMemoryStore() });
    expect(result.status).toBe("success");
    expect(grants()).toEqual(["authorization_code code-1", "refresh_token refresh-1"]);
    const sent = requests.filter((request) => request.url !== tokenUrl);
    expect(sent.map(({ body, headers }) => [body, headers.authorization])).toEqual([
      ['{"name":"p0"}', "Bearer access-1"],
      ['{"name":"p0"}', "Bearer access-2"],
    ]);
  });

  it("renews the token once for several requests that are refused together", async () => {
    const { result, grants } = await push(accepting("access-2"), { count: 3 });
    expect(result.events.write_success).toBe(3);
    expect(grants()).toHaveLength(2);
  });

  it("gives up after one renewal", async () => {
    const { result, requests, grants } = await push(accepting());
    expect(result.failures).toMatchObject([{ stage: "write", error: { status: 401 } }]);
    expect([grants().length, requests.length]).toEqual([2, 4]);
  });

  it("reports the vendor's 401 if there is no way to another token", async () => {
    const responses = [json({ access_token: "only", token_type: "Bearer" })];
    const { result, requests } = await push(accepting(), { responses });
    expect(result.failures).toMatchObject([
      { stage: "write", error: { status: 401, message: `POST ${url} responded with 401: expired` } },
    ]);
    expect(requests).toHaveLength(2);
  });

  it("saves the new refresh token before the next request", async () => {
    const memory = createMemoryStore();
    const saved: string[] = [];
    const store = {
      ...memory,
      setItem: async (key: string, value: string) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (key.includes(":token:")) saved.push(JSON.parse(value).refreshToken);
        return memory.setItem(key, value);
      },
    };
    const seen: string[][] = [];
    const api = (request: Request) => {
      seen.push([...saved]);
      return accepting("access-2")(request);
    };
    await push(api, { store });
    expect(seen).toEqual([["refresh-1"], ["refresh-1", "refresh-2"]]);
  });

  it("opens nothing if the credential is refused", async () => {
    const { result, requests } = await push(accepting(), { responses: [json({ error: "invalid_client" }, 401)] });
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { read_success: 0 } });
    expect(result.failures).toMatchObject([{ stage: "open", error: { code: "authentication_failed" } }]);
    expect(requests).toHaveLength(1);
  });
});

describe("once", () => {
  afterEach(() => void vi.useRealTimers());

  /** Runs with a writer that loads a value before it writes. Failed loads are the item's failure. */
  async function run(load: () => Promise<unknown>, options: RunOptions, settings: AcmeSettings = {}, count = 3) {
    const loaded: unknown[] = [];
    const { result } = await runAcme(
      {
        read: () => stream(people(count)),
        concurrency: count,
        async write({ name }, { once }) {
          loaded.push(await once("fields", load));
          return { id: name };
        },
        ...settings,
      },
      {},
      options,
    );
    return { loaded, result };
  }
  const network = () => createRecordingFetch(json({})).fetch;

  it("loads a value once for all items, and for later runs with the same fetch", async () => {
    const load = vi.fn(async () => "value");
    const fetch = network();
    expect((await run(load, { fetch })).loaded).toEqual(["value", "value", "value"]);
    await run(load, { fetch });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("loads it again for another account and for another fetch", async () => {
    const load = vi.fn(async () => "value");
    const fetch = network();
    await run(load, { fetch });
    await run(load, { fetch }, { account: () => "another" });
    expect(load).toHaveBeenCalledTimes(2);
    await run(load, { fetch: network() });
    expect(load).toHaveBeenCalledTimes(3);
  });

  it("loads it again after five minutes", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const load = vi.fn(async () => "value");
    const fetch = network();
    await run(load, { fetch });
    vi.advanceTimersByTime(5 * 60_000);
    await run(load, { fetch });
    expect(load).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    await run(load, { fetch });
    expect(load).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Error, number]>([
    ["repeats a load that failed for a transient reason", new NetworkError("reset"), 2],
    ["repeats a load whose credential was refused", new ApiCallError({ method: "GET", url, status: 401 }), 2],
    ["repeats a load whose response could not be read", new ResponseShapeError("an empty body"), 2],
    ["keeps a refusal", new ApiCallError({ method: "GET", url, status: 403 }), 1],
  ])("%s", async (_, error, loads) => {
    const load = vi.fn(async () => Promise.reject(error));
    const fetch = network();
    const first = await run(load, { fetch }, {}, 1);
    expect(first.result.failures).toMatchObject([{ error: { message: error.message } }]);
    await run(load, { fetch }, {}, 1);
    expect(load).toHaveBeenCalledTimes(loads);
  });

  it("loads it again in a run that waited for the load of a stopped run", async () => {
    const fetch = network();
    const loading = createDeferred<never>();
    const stoppedLoad = vi.fn(() => loading.promise);
    const stopped = run(stoppedLoad, { fetch }, {}, 1);
    await vi.waitFor(() => expect(stoppedLoad).toHaveBeenCalled(), { timeout: 20_000 });
    const load = vi.fn(async () => "value");
    const other = run(load, { fetch }, {}, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(load).not.toHaveBeenCalled();
    loading.reject(new AbortedError("stopped"));
    expect((await other).loaded).toEqual(["value"]);
    expect((await stopped).result.failures).toMatchObject([{ error: { code: "aborted" } }]);
  });
});

it("keeps the secrets of a credential out of everything, whatever the vendor echoes", async () => {
  const auth = () => ({ type: "bearer", token: targetSecret }) as const;
  const { fetch } = createRecordingFetch((request) => json({ message: request.headers.get("authorization") }, 422));
  const outcome = await runAcme({ auth, write: postCandidate }, {}, { fetch });
  expect(outcome.result.failures[0]?.error.message).toBe(`POST ${url} responded with 422: Bearer [redacted]`);
  expect(JSON.stringify(outcome)).not.toContain(targetSecret);
});
it("sends the connector's package as user agent, through the given fetch alone", async () => {
  const { fetch, requests } = createRecordingFetch(json({ id: "1" }, 201));
  const platform = vi.fn();
  vi.stubGlobal("fetch", platform);
  await runAcme({ read: () => stream(people(1)), write: postCandidate }, {}, { fetch });
  expect(requests.map(({ headers }) => headers["user-agent"])).toEqual([
    "hrflow-connectors/1.2.3 (hrflow-connector-acme)",
  ]);
  expect(platform).not.toHaveBeenCalled();
});

it("resolves the hosts of URLs from data with the lookup that the run is given", async () => {
  const { fetch, requests } = createRecordingFetch(new Response("file"));
  const resolveHost = vi.fn(async () => ["10.0.0.1"]);
  const { result } = await runAcme(
    {
      read: () => stream(people(1)),
      write: async (_, { download }) => ({ id: (await download({ url: "https://files.example.com/cv.pdf" })).name }),
    },
    {},
    { fetch, resolveHost },
  );
  expect(result.failures).toMatchObject([{ stage: "write", error: { code: "unsafe_url", retryable: false } }]);
  expect(resolveHost.mock.calls).toEqual([["files.example.com"]]);
  expect(requests).toEqual([]);
});
