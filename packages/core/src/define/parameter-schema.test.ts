import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { originSecret, runAcme, targetSecret } from "../__fixtures__/acme";
import { createTokenServer, oauthSettings } from "../__fixtures__/oauth";
import { json } from "../__fixtures__/recording-fetch";
import { ApiCallError } from "../errors";
import { defaultsOf, jsonSchemaOf, parameterSchema, secretsIn } from "./parameter-schema";

const password = () => z.string().meta({ format: "password" });

describe("parameterSchema", () => {
  const schema = mini.object({ user: mini.string(), team: mini._default(mini.string(), "all") });

  it("adds JSON Schema to a schema that gives none, of its input", () => {
    const added = parameterSchema<{ user: string; team?: string }>(schema, mini.toJSONSchema);
    const declared = jsonSchemaOf(added);
    expect(declared).toMatchObject({
      required: ["user"],
      properties: { user: { type: "string" }, team: { default: "all" } },
      additionalProperties: false,
    });
    expect(defaultsOf(declared)).toEqual({ team: "all" });
    expect(added["~standard"].validate({ user: "u" })).toEqual({ value: { user: "u", team: "all" } });
  });

  it("leaves a schema as it is that gives JSON Schema itself", () => {
    const given = z.object({ user: z.string() });
    expect(jsonSchemaOf(parameterSchema<{ user: string }>(given))).toEqual(jsonSchemaOf(given));
  });
});

describe("a parameter marked as secret is found", () => {
  it.each<[string, z.ZodType, unknown]>([
    ["plain", z.object({ key: password(), open: z.string() }), { key: "secret", open: "o" }],
    ["optional", z.object({ key: password().optional() }), { key: "secret" }],
    ["nullable", z.object({ key: password().nullable() }), { key: "secret" }],
    ["with a default", z.object({ key: password().default("x") }), { key: "secret" }],
    ["with a check", z.object({ key: z.string().min(9).meta({ format: "password" }) }), { key: "secret" }],
    ["transformed", z.object({ key: password().transform((text) => text.length) }), { key: "secret" }],
    ["nested", z.object({ oauth: z.object({ key: password() }) }), { oauth: { key: "secret" } }],
    ["in a list", z.object({ keys: z.array(password()) }), { keys: ["secret"] }],
    ["in a record", z.object({ keys: z.record(z.string(), password()) }), { keys: { a: "secret" } }],
    ["in a union", z.union([z.object({ user: z.string() }), z.object({ key: password() })]), { key: "secret" }],
    [
      "in an intersection",
      z.intersection(z.object({ user: z.string() }), z.object({ key: password() })),
      { key: "secret" },
    ],
    ["by reference", z.object({ key: password().meta({ id: "acme-key", format: "password" }) }), { key: "secret" }],
  ])("%s", (_, schema, value) => {
    const declared = jsonSchemaOf(schema as never);
    expect(secretsIn(value, declared)).toEqual(["secret"]);
  });

  it("only if it is marked, and not by a name that every object has", () => {
    const declared = jsonSchemaOf(z.object({ open: z.string() }));
    expect(secretsIn({ open: "text", constructor: "text" }, declared)).toEqual([]);
    expect(secretsIn("text", declared)).toEqual([]);
  });
});

describe("a vendor that echoes secrets", () => {
  const echoes = [originSecret, targetSecret, "learned-token"];
  const spelled = echoes.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const holdsSecret = (value: unknown) => spelled.some((secret) => JSON.stringify(value).includes(secret));

  it("gets none into the result, an event, a log line or a callback's result", async () => {
    const seen: unknown[] = [];
    const message = `no such key: ${echoes.join(" ")}`;
    const responses = [json({ access_token: "learned-token", token_type: "Bearer" })];
    const { fetch } = createTokenServer({ responses }, () => json({ message }, 422));
    const { result, events, lines } = await runAcme(
      {
        auth: () => ({ type: "oauth", ...oauthSettings() }),
        write: async ({ name }, { api, logger }) => {
          logger.info({ token: "learned-token", echoes }, message);
          if (name === "p0") await api.GET("/candidates", { params: { query: { name: originSecret } } });
          throw new ApiCallError({
            method: "POST",
            url: `https://api.acme.example/?key=${encodeURIComponent(originSecret)}`,
            status: 422,
            vendorMessage: message,
          });
        },
      },
      { callback: (soFar) => void seen.push(soFar) },
      { fetch },
    );
    expect(result.failures).toHaveLength(3);
    for (const { error } of result.failures) expect(error.message).toContain("no such key: [redacted]");
    expect(events.some(({ type }) => type === "http.request")).toBe(true);
    expect(lines.length).toBeGreaterThan(1);
    for (const out of [result, events, lines, seen]) expect(holdsSecret(out)).toBe(false);
  });

  it("gets none into the store", async () => {
    const kept: string[] = [];
    const keys: string[] = [];
    const store = {
      getItem: () => null,
      setItem: (key: string, value: string) => {
        keys.push(key);
        kept.push(key, value);
      },
      removeItem: () => {},
    };
    const write = async () => {
      throw new Error(echoes.join(" "));
    };
    await runAcme({ write }, {}, { store });
    // The result, and for each of the three items its dead letter and their number.
    expect(keys.filter((key) => key.endsWith(":result"))).toHaveLength(1);
    expect(keys.filter((key) => key.includes(":dead-letter:"))).toHaveLength(3);
    expect(holdsSecret(kept.join("").replaceAll("learned-token", ""))).toBe(false);
  });
});
