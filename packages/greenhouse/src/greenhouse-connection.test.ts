import { describe, expect, it, vi } from "vitest";
import { originParameters, v1Parameters, v3Parameters } from "./__fixtures__/push-input";
import { authorizeUrl, greenhouse } from "./greenhouse-connector";

async function faultsOf(targetParameters: object) {
  const fetch = vi.fn();
  const input = { workflowId: "w", originParameters, targetParameters: targetParameters as never };
  const result = await greenhouse.pushProfile(input, { fetch });
  expect(fetch).not.toHaveBeenCalled();
  expect(result).toMatchObject({ status: "fatal", reason: "bad_target_parameters", receipts: [] });
  expect(JSON.stringify(result)).not.toMatch(/harvest-key-1|client-secret-1|board-key-1/);
  return Object.fromEntries(result.failures.map(({ reference, error }) => [reference, error.message]));
}

const { auth, onBehalfOf } = v1Parameters;
const { clientId, clientSecret, userId } = v3Parameters;
const boardParameters = { boardToken: "acme", boardApiKey: "board-key-1" };
const { boardToken, boardApiKey } = boardParameters;

describe("the parameters of Greenhouse candidates", () => {
  it.each([
    ["nothing", {}, ["clientId", "auth", "boardToken"]],
    ["boardToken alone", { boardToken }, ["boardApiKey"]],
    ["boardApiKey alone", { boardApiKey }, ["boardToken"]],
    ["a board with v3", { ...v3Parameters, ...boardParameters }, ["boardToken", "boardApiKey"]],
    ["a board with a user", { ...boardParameters, userId }, ["userId"]],
    ["a board with a key of v1", { ...boardParameters, auth }, ["auth"]],
    [
      "all three",
      { ...v1Parameters, ...v3Parameters, ...boardParameters },
      ["auth", "onBehalfOf", "boardToken", "boardApiKey"],
    ],
    ["a board by its URL", { boardToken: "boards.greenhouse.io/acme", boardApiKey }, ["boardToken"]],
    ["an empty board key", { boardToken, boardApiKey: "" }, ["boardApiKey"]],
    ["auth alone", { auth }, ["onBehalfOf"]],
    ["onBehalfOf alone", { onBehalfOf }, ["auth"]],
    ["clientId alone", { clientId }, ["clientSecret"]],
    ["clientSecret alone", { clientSecret }, ["clientId"]],
    ["userId alone", { userId }, ["clientId", "clientSecret"]],
    ["both sets", { ...v1Parameters, ...v3Parameters }, ["auth", "onBehalfOf"]],
    ["v1 with a userId", { ...v1Parameters, userId }, ["userId"]],
    ["v3 with onBehalfOf", { ...v3Parameters, onBehalfOf }, ["onBehalfOf"]],
    ["an empty key", { auth: "", onBehalfOf }, ["auth"]],
    ["a key with a line break", { auth: "harvest-key-1\n", onBehalfOf }, ["auth"]],
    ["a key that is not a text", { auth: 5, onBehalfOf }, ["auth"]],
    ["null", { ...v1Parameters, auth: null }, ["auth"]],
    ["a name for an id", { auth, onBehalfOf: "ada@example.org" }, ["onBehalfOf"]],
    ["a fraction", { auth, onBehalfOf: 1.5 }, ["onBehalfOf"]],
    ["a negative id", { auth, onBehalfOf: -1 }, ["onBehalfOf"]],
    ["an id that is too long", { auth, onBehalfOf: "9007199254740993" }, ["onBehalfOf"]],
    ["a boolean userId", { clientId, clientSecret, userId: true }, ["userId"]],
    ["a wrong field beside a missing one", { auth: 5 }, ["auth", "onBehalfOf"]],
    ["the spelling of the Python project", { auth, on_behalf_of: onBehalfOf }, ["onBehalfOf", "on_behalf_of"]],
  ])("refuse %s", async (_, parameters, fields) => {
    const faults = await faultsOf(parameters);
    expect(Object.keys(faults)).toEqual(fields.map((field) => `targetParameters.${field}`));
    for (const message of Object.values(faults)) expect(message).toMatch(/expected|leave it out|needs|did you mean/);
  });

  it("are refused with a message that says what to do", async () => {
    expect(await faultsOf({ auth })).toEqual({
      "targetParameters.onBehalfOf":
        "targetParameters.onBehalfOf: missing: Harvest v1 needs the id of the user that writes are done for together with auth",
    });
    expect(await faultsOf({ boardToken })).toEqual({
      "targetParameters.boardApiKey":
        "targetParameters.boardApiKey: missing: the Job Board API needs boardApiKey together with boardToken",
    });
    expect((await faultsOf({}))["targetParameters.boardToken"]).toBe(
      "targetParameters.boardToken: missing: expected boardToken and boardApiKey (the Job Board API), or clientId and clientSecret (Harvest v3), or auth and onBehalfOf (Harvest v1)",
    );
    expect(await faultsOf({ ...v1Parameters, userId })).toEqual({
      "targetParameters.userId":
        "targetParameters.userId: cannot be combined with auth, onBehalfOf; leave it out: one credential is for Harvest v1, the other for Harvest v3",
    });
  });

  it("are described as data, with their secrets marked", () => {
    const action = greenhouse.definition.actions.find(({ id }) => id === "push_profile");
    const parameters = action?.target.parameters as { properties: Record<string, { format?: string }> };
    expect(Object.keys(parameters.properties)).toEqual([
      ...["auth", "onBehalfOf", "clientId", "clientSecret", "userId"],
      ...["boardToken", "boardApiKey"],
    ]);
    expect(parameters.properties.boardApiKey?.format).toBe("password");
    expect(parameters.properties.auth?.format).toBe("password");
    expect(parameters.properties.clientSecret?.format).toBe("password");
    expect(JSON.parse(JSON.stringify(greenhouse.definition))).toEqual(greenhouse.definition);
  });

  it("name a permission for every endpoint", () => {
    const action = greenhouse.definition.actions.find(({ id }) => id === "push_profile");
    const endpoints = action?.target.endpoints ?? [];
    for (const { protocol, permission, method, path, url } of endpoints) {
      expect(url).toMatch(/^https:/);
      if (protocol === "Harvest v3") expect(permission).toMatch(/^harvest:/);
      else if (protocol === "Harvest v1") expect(permission).toBe(`${method} ${path} on the API key`);
      else expect(permission).toBe(method === "GET" ? "none" : "the API key of the job board");
    }
    expect(new Set(endpoints.map(({ protocol }) => protocol))).toEqual(
      new Set(["Harvest v3", "Harvest v1", "Job Board API"]),
    );
  });
});

it("no action deletes anything, at Greenhouse or at HrFlow.ai: what is gone is archived", () => {
  const { actions } = greenhouse.definition;
  const endpoints = actions.flatMap(({ origin, target }) => [...origin.endpoints, ...target.endpoints]);
  expect(new Set(endpoints.map(({ method }) => method))).toEqual(new Set(["GET", "POST", "PUT", "PATCH"]));
});

describe("the address of a consent", () => {
  const redirectUri = "https://app.example.com/back";

  it("asks for the scopes of all actions with Harvest v3", () => {
    const { url, state } = authorizeUrl({ clientId: "client-1", redirectUri });
    const { searchParams, origin, pathname } = new URL(url);
    expect(origin + pathname).toBe("https://auth.greenhouse.io/authorize");
    const { scope = "", ...others } = Object.fromEntries(searchParams);
    expect(others).toEqual({ response_type: "code", client_id: "client-1", redirect_uri: redirectUri, state });
    const declared = greenhouse.definition.actions.flatMap(({ origin, target }) => [origin, target]);
    const permissions = declared.flatMap(({ endpoints }) => endpoints.map(({ permission = "" }) => permission));
    const wanted = new Set(permissions.filter((permission) => permission.startsWith("harvest:")));
    expect(scope.split(" ").sort()).toEqual([...wanted].sort());
    expect(wanted.size).toBeGreaterThan(15);
  });

  it("asks for the scopes and the state that are given, and names what is faulty", () => {
    const state = "s".repeat(22);
    const { url } = authorizeUrl({ clientId: "c", redirectUri, scopes: ["harvest:jobs:list"], state });
    expect(new URL(url).searchParams.get("scope")).toBe("harvest:jobs:list");
    expect(new URL(url).searchParams.get("state")).toBe(state);
    expect(() => authorizeUrl({ clientId: "c", redirectUri: "back" })).toThrow(
      "redirectUri: expected the registered URL",
    );
    expect(() => authorizeUrl({ clientId: "c", redirectUri, state: "guess" })).toThrow("state: expected");
  });
});
