import { runResult } from "@hrflow-connectors/testing/vitest";
import { expect, test } from "vitest";
import { byApiKey, byCode, push, secrets } from "../__fixtures__/lever";

/** The faults of target parameters, as pairs of path and message. Checks that nothing was sent and no secret is shown. */
async function faultsOf(parameters: object): Promise<[string, string][]> {
  const { result, sent, everything } = await push({}, parameters);
  expect(sent).toEqual([]);
  expect(result).toEqual(runResult({ status: "fatal", reason: "bad_target_parameters", failures: result.failures }));
  for (const secret of secrets) expect(everything).not.toContain(secret);
  return result.failures.map(({ stage, reference, error }) => {
    expect(stage).toBe("parameters");
    expect(error).toEqual({ code: "invalid_parameter", message: expect.any(String), retryable: false });
    return [reference ?? "", error.message.replace(`${reference}: `, "")];
  });
}

const without = (parameters: object, key: string) => ({ ...parameters, [key]: undefined });
const oauthRequires = "missing: OAuth requires it; it is optional only with an apiKey";

test.each([
  ["authDomain", oauthRequires],
  ["clientId", oauthRequires],
  ["clientSecret", oauthRequires],
  ["clientDomain", "missing: expected the part of the host before .lever.co: api, api.sandbox or api.eu"],
  ["authorizationCode", "missing: expected exactly one of authorizationCode, refreshToken, apiKey; none is given"],
  ["performAs", "missing: expected the id of a Lever user"],
])("requires %s", async (key, message) => {
  expect(await faultsOf(without(byCode, key))).toEqual([[`targetParameters.${key}`, message]]);
});

test("reports every fault at once", async () => {
  const faults = await faultsOf({ performAs: undefined });

  expect(faults.map(([path]) => path).sort()).toEqual(
    ["authDomain", "authorizationCode", "clientDomain", "clientId", "clientSecret", "performAs"].map(
      (key) => `targetParameters.${key}`,
    ),
  );
});

test("requires only the clientDomain and the user with an API key", async () => {
  expect(await faultsOf({ apiKey: "lever-api-key-1", performAs: undefined })).toEqual([
    ["targetParameters.clientDomain", expect.stringMatching(/^missing/)],
    ["targetParameters.performAs", expect.stringMatching(/^missing/)],
  ]);
});

test.each([
  [{ ...byCode, refreshToken: "refresh-token-0" }, "refreshToken", "authorizationCode and refreshToken are given"],
  [{ ...byCode, apiKey: "lever-api-key-1" }, "apiKey", "authorizationCode and apiKey are given"],
  [
    { ...byCode, apiKey: "lever-api-key-1", refreshToken: "refresh-token-0" },
    "refreshToken",
    "authorizationCode and refreshToken and apiKey are given",
  ],
])("accepts exactly one credential (%#)", async (parameters, key, problem) => {
  expect(await faultsOf(parameters)).toEqual([
    [`targetParameters.${key}`, `expected exactly one of authorizationCode, refreshToken, apiKey; ${problem}`],
  ]);
});

test.each([
  ["perform_as", "unknown parameter; did you mean performAs?"],
  ["client_secret", "unknown parameter; did you mean clientSecret?"],
  ["baseUrl", expect.stringMatching(/^unknown parameter; expected one of authDomain, /)],
])("refuses an unknown key: %s", async (key, message) => {
  expect(await faultsOf({ ...byCode, [key]: "client-secret-1" })).toEqual([[`targetParameters.${key}`, message]]);
});

test.each([
  ["performAs", 7, "expected the id of a Lever user"],
  ["performAs", " ", "expected the id of a Lever user"],
  ["parse", "false", "expected true or false"],
  ["performAsPostingOwner", 1, "expected true or false"],
  ["clientId", null, "expected the id of the OAuth application"],
  ["clientSecret", ["client-secret-1"], "expected the secret of the OAuth application"],
  ["clientSecret", "", "expected the secret of the OAuth application"],
  ["authorizationCode", { code: "authorization-code-1" }, "expected an authorization code"],
  ["redirectUri", "/partner/lever/login", "expected the URL that is registered with Lever"],
  ["authDomain", 3, "expected a host under lever.co such as auth.lever.co, or sandbox-lever"],
  ["clientDomain", true, "expected the part of the host before .lever.co: api, api.sandbox or api.eu"],
])("refuses a value of the wrong kind: %s %j", async (key, value, message) => {
  expect(await faultsOf({ ...byCode, [key]: value })).toEqual([[`targetParameters.${key}`, message]]);
});

const hostile = [
  "evil",
  "evil.auth0.com",
  "sandbox-lever.evil.auth0.com",
  "evil-sandbox-lever.auth0.com",
  "sandbox-lever.eu.auth0.com",
  "evil.example",
  "evil.example/#",
  "evil.example#",
  "evil.example?",
  "evil.example\\",
  "evil.example/.lever.co",
  "lever.co.evil.example",
  "evil-lever.co",
  "evillever.co",
  "auth.lever.co@evil.example",
  "evil.example@auth.lever.co",
  "user:pw@auth.lever.co",
  "auth.lever.co:8443",
  "auth.lever.co/",
  "auth.lever.co/x",
  "auth.lever.co.",
  "https://auth.lever.co",
  "AUTH.lever.co",
  "Sandbox-Lever",
  "auth.lever.co\n",
  "sandbox-lever\n",
  "\nsandbox-lever",
  " sandbox-lever",
  "auth..lever.co",
  ".lever.co",
  "lever.co",
  "аuth.lever.co",
  "auth%2elever.co",
  "127.0.0.1",
  "",
];

test.each(hostile)("refuses authDomain %j, which would send a credential to another host", async (authDomain) => {
  expect(await faultsOf({ ...byCode, authDomain })).toEqual([
    ["targetParameters.authDomain", "expected a host under lever.co such as auth.lever.co, or sandbox-lever"],
  ]);
});

test.each([
  "evil.example/#",
  "evil.example/",
  "evil.example#",
  "evil.example?",
  "evil.example\\",
  "api.lever.co.evil.example/",
  "api@evil",
  "user:pw@api",
  "api:443",
  "api/",
  "API",
  "api\n",
  " api",
  "api.",
  ".api",
  "api..eu",
  "-api",
  "https://api",
  "аpi",
  "api%2e",
  "",
])("refuses clientDomain %j, which would send a credential to another host", async (clientDomain) => {
  for (const credential of [byCode, byApiKey]) {
    expect(await faultsOf({ ...credential, clientDomain })).toEqual([
      ["targetParameters.clientDomain", "expected the part of the host before .lever.co: api, api.sandbox or api.eu"],
    ]);
  }
});
