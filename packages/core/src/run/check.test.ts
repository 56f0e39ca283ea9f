import { describe, expect, it } from "vitest";
import { type AcmeSettings, createAcme, inputFor } from "../__fixtures__/acme";
import { oauthSettings } from "../__fixtures__/oauth";
import type { RunOptions } from "../contract/run";
import { createMemoryStore } from "../state/state";

const { originParameters, targetParameters } = inputFor({});

const listsCandidates: AcmeSettings["check"] = async ({ api, probe, report }) => {
  const found = await probe("the list of candidates", () => api.GET("/candidates", {}), "ask for candidates:read");
  if (found?.candidates.length === 0) report({ level: "warning", message: "the account has no candidates" });
};

const responding = (body: object, init?: ResponseInit) => async () => Response.json(body, init);

const checkTarget = (settings: AcmeSettings, options: RunOptions = {}, parameters: object = targetParameters) =>
  createAcme(settings).check({ action: "pushProfile", targetParameters: parameters as never }, options);

const listed = async (settings: AcmeSettings, options?: RunOptions, parameters?: object) =>
  (await checkTarget(settings, options, parameters)).findings.map(({ level, message }) => `${level}: ${message}`);

const writes = "unknown: only a write tells whether acme grants candidates:write";

describe("a check", () => {
  it("says what can be read, and what only a write tells", async () => {
    const { ok, findings } = await checkTarget({ check: listsCandidates }, { fetch: responding({ candidates: [] }) });
    expect(ok).toBe(true);
    expect(findings).toEqual([
      { code: "readable", side: "target", level: "ok", message: "the list of candidates can be read" },
      { code: "reported", side: "target", level: "warning", message: "the account has no candidates" },
      {
        code: "writes_unknown",
        side: "target",
        level: "unknown",
        message: "only a write tells whether acme grants candidates:write",
        advice: "compare the credential's permissions with the action's page",
      },
    ]);
  });

  it.each([
    [403, "error"],
    [401, "error"],
    [404, "error"],
    [503, "unknown"],
  ])("takes a %i as %s", async (status, level) => {
    const fetch = responding({ message: "no" }, { status });
    const settings = { check: listsCandidates };
    const store = createMemoryStore();
    const [first] = await listed(settings, { fetch, store, deadlineMs: 400 });
    expect(first).toContain(
      status === 503 ? `${level}: GET ` : `${level}: the list of candidates cannot be read: GET `,
    );
  });

  it("says which parameter is wrong, of both sides, and sends nothing then", async () => {
    const fetch = async () => {
      throw new Error("sent");
    };
    const { ok, findings } = await createAcme().check(
      { action: "pushProfile", originParameters: { apiSecret: 5 } as never, targetParameters: {} as never },
      { fetch },
    );
    expect(ok).toBe(false);
    expect(findings.map(({ side, message }) => `${side} ${message.split(":")[0]}`)).toEqual([
      "origin originParameters.apiSecret",
      "target targetParameters.clientSecret",
      "target targetParameters.performAs",
    ]);
  });

  it("checks only the side whose parameters are given, and says if none is", async () => {
    const { findings } = await createAcme().check({ action: "pushProfile", originParameters });
    expect(findings).toEqual([
      {
        code: "parameters_valid",
        level: "ok",
        side: "origin",
        message: "the parameters are valid; only a run tells more",
      },
    ]);
    expect((await createAcme().check({ action: "pushProfile" })).ok).toBe(false);
  });

  it.each([
    [401, "credential_refused"],
    [403, "unreadable"],
    [503, "check_failed"],
  ])("has a code for programs: a %i is %s", async (status, code) => {
    const options = { fetch: responding({ message: "no" }, { status }), store: createMemoryStore(), deadlineMs: 400 };
    const { findings } = await checkTarget({ check: listsCandidates }, options);
    expect(findings[0]?.code).toBe(code);
  });

  it("has codes for parameters: invalid, and none given", async () => {
    const { findings } = await checkTarget({}, {}, {});
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(["invalid_parameters"]));
    const { findings: none } = await createAcme().check({ action: "pushProfile" });
    expect(none.map(({ code }) => code)).toEqual(["nothing_checked"]);
  });

  it("refuses an unknown action by name", async () => {
    await expect(createAcme().check({ action: "pushPeople" as never })).rejects.toThrow(
      'check: action: expected one of pushProfile, found "pushPeople"',
    );
  });

  it("sends nothing but GET", async () => {
    const check: AcmeSettings["check"] = async ({ api, probe }) => {
      await probe("a candidate", () => api.POST("/candidates", { body: { name: "x" } }), "none");
    };
    const [first] = await listed({ check }, { fetch: responding({ id: "1" }) });
    expect(first).toContain("was not sent: a dry run only reads");
  });

  it("warns of a clock that is off, and of a limit that is nearly used up", async () => {
    const headers = {
      date: new Date(Date.now() + 5 * 60_000).toUTCString(),
      "x-limit": "50",
      "x-remaining": "3",
    };
    const rateLimit = { windowMs: 1_000, limit: 50, headers: { limit: "x-limit", remaining: "x-remaining" } };
    const settings: AcmeSettings = { check: listsCandidates, connection: { rateLimit } };
    const found = await listed(settings, { fetch: responding({ candidates: [{ id: "1", name: "p" }] }, { headers }) });
    expect(found[1]).toMatch(/^warning: this machine's clock is (299|300) s behind that of acme$/);
    expect(found[2]).toBe("warning: 3 of 50 requests are left in this window of acme");
  });

  it("does not spend a code or a refresh token that nobody would keep", async () => {
    const settings: AcmeSettings = { auth: () => ({ type: "oauth", ...oauthSettings() }) };
    const sent: string[] = [];
    const fetch = async ({ url }: Request) => {
      sent.push(url);
      return Response.json({ access_token: "t", refresh_token: "r", expires_in: 3600 });
    };
    expect(await listed(settings, { fetch })).toEqual([
      "unknown: the credential was not tried: it can be used once, and there is no store to keep the tokens",
    ]);
    expect(sent).toEqual([]);
    expect(await listed(settings, { fetch, store: createMemoryStore() })).toEqual([
      "ok: acme accepts the credential",
      writes,
    ]);
  });

  it("takes a refused token request as a finding", async () => {
    const settings: AcmeSettings = { auth: () => ({ type: "oauth", ...oauthSettings() }) };
    const fetch = responding({ error: "invalid_client" }, { status: 401 });
    const { ok, findings } = await checkTarget(settings, { fetch, store: createMemoryStore() });
    expect(ok).toBe(false);
    expect(findings).toMatchObject([{ level: "error", advice: "check the credential" }]);
  });

  describe("with a server that tells the scopes of a token", () => {
    const introspectionUrl = "https://auth.acme.example/introspect";
    const grant = { type: "client_credentials", parameters: {} } as const;
    const auth = () => ({ type: "oauth", ...oauthSettings({ grant }), introspectionUrl }) as const;

    async function introspected(response: () => Response | Promise<Response>) {
      const asked: string[] = [];
      const granted: unknown[] = [];
      const check: AcmeSettings["check"] = async (context) => void granted.push(context.granted);
      const fetch = async (request: Request) => {
        if (request.url !== introspectionUrl) return Response.json({ access_token: "t-1", expires_in: 3600 });
        asked.push(await request.text());
        return response();
      };
      const findings = await listed({ auth, check }, { fetch, deadlineMs: 2_000 });
      return { findings: findings.slice(1), asked, granted: granted[0] };
    }

    const active = (scope: unknown) => () => Response.json({ active: true, scope });

    it("reports each scope that is missing, with the calls that need it", async () => {
      const { findings, asked, granted } = await introspected(active("other candidates:read"));
      expect(findings).toEqual(["error: the credential has no scope candidates:write, which POST /candidates needs"]);
      expect(granted).toEqual(["other", "candidates:read"]);
      expect(Object.fromEntries(new URLSearchParams(asked[0]))).toMatchObject({
        ...{ token: "t-1", token_type_hint: "access_token", client_id: "client-1" },
      });
    });

    it("says that all are granted, writes included", async () => {
      const { findings } = await introspected(active("candidates:read candidates:write"));
      expect(findings).toEqual(["ok: acme grants the scopes that the action needs (2)"]);
    });

    it.each<[string, () => Response | Promise<Response>]>([
      ["has no such path", () => Response.json({ message: "no" }, { status: 404 })],
      ["refuses the client", () => Response.json({ error: "invalid_client" }, { status: 401 })],
      ["fails", () => new Response("<html>", { status: 500 })],
      ["does not respond", () => Promise.reject(new TypeError("fetch failed"))],
      ["responds with text", () => new Response("active")],
      ["calls the token inactive", () => Response.json({ active: false })],
      ["tells no scopes", active(undefined)],
      ["spells every scope in another way", active("acme.candidates.write")],
    ])("relies on reads if it %s", async (_, response) => {
      const { findings, granted } = await introspected(response);
      expect([findings, granted]).toEqual([[writes], undefined]);
    });
  });

  it("ends at its deadline, whatever a warehouse waits for", async () => {
    const check = () => new Promise<void>(() => undefined);
    const { findings } = await checkTarget({ check }, { deadlineMs: 50 });
    expect(findings).toMatchObject([{ level: "unknown" }]);
  });

  it("shows no secret", async () => {
    const fetch = responding({ message: `${targetParameters.clientSecret} is wrong` }, { status: 401 });
    const { findings } = await checkTarget({ check: listsCandidates }, { fetch });
    expect(JSON.stringify(findings)).not.toContain(targetParameters.clientSecret);
  });
});
