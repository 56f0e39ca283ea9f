import { expect, test } from "vitest";
import { ConfigurationError } from "../errors";
import { authorizationUrl, type ConsentRequest } from "./request-token";

const request = { clientId: "client-1", redirectUri: "https://app.example.com/back?a=1&b=ü", scopes: ["a:read", "b"] };
const state = "s+/=~0123456789abcdefghij";

const messageOf = (faulty: object) => {
  try {
    authorizationUrl("https://auth.example.com/authorize", { ...request, ...faulty } as ConsentRequest);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  return "";
};

test("asks for a code, with every parameter as it was given and blanks that every server reads", () => {
  const given = authorizationUrl("https://auth.example.com/authorize", { ...request, state }, { prompt: "consent" });
  expect(given.state).toBe(state);
  expect(given.url).not.toContain("+");
  expect([...new URL(given.url).searchParams]).toEqual([
    ["response_type", "code"],
    ["client_id", "client-1"],
    ["redirect_uri", request.redirectUri],
    ["scope", "a:read b"],
    ["state", state],
    ["prompt", "consent"],
  ]);
});

test("creates a state of 32 random bytes for each consent", () => {
  const states = Array.from(
    { length: 50 },
    () => authorizationUrl("https://auth.example.com/authorize", request).state,
  );
  expect(new Set(states).size).toBe(50);
  for (const one of states) expect(one).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ["clientId", ""],
  ["clientId", " client"],
  ["clientId", undefined],
  ["redirectUri", "app.example.com"],
  ["redirectUri", "http://app.example.com"],
  ["redirectUri", "javascript:alert(1)"],
  ["redirectUri", "https://ada:secret-1@app.example.com"],
  ["redirectUri", "https://app.example.com/#secret-1"],
  ["redirectUri", " https://app.example.com/"],
  ["scopes", []],
  ["scopes", ["a b"]],
  ["scopes", "a"],
  ["state", ""],
  ["state", "secret-1"],
  ["state", `${state} `],
  ["state", 1234567890123456],
])("refuses %s %j by its name, without its value", (name, value) => {
  expect(messageOf({ [name]: value })).toMatch(new RegExp(`^${name}: expected `));
  expect(messageOf({ [name]: value })).not.toContain("secret-1");
});

test("names all faulty parameters at once, and takes http on this machine", () => {
  expect(messageOf({ clientId: "", state: "short" })).toMatch(/^clientId: .*; state: /);
  for (const redirectUri of ["http://localhost:3000/back", "http://127.0.0.1/back", "http://[::1]:80/back"])
    expect(messageOf({ redirectUri })).toBe("");
});
