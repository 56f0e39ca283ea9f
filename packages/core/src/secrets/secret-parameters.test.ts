import { describe, expect, it } from "vitest";
import * as z from "zod";
import { originSecret, runAcme, targetSecret } from "../__fixtures__/acme";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import { ApiCallError } from "../errors";
import { jsonSchemaOf } from "../run/parameter-faults";
import { secretsIn } from "./secret-parameters";

const password = () => z.string().meta({ format: "password" });

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

  it("only where it is marked, and not by a name of Object's", () => {
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
    const { fetch } = createRecordingFetch(json({ message }, 401));
    const { result, events, lines } = await runAcme(
      {
        open: async (context) => {
          context.addSecret("learned-token");
          context.logger.info({ token: "learned-token", echoes }, message);
          await context.http.fetch(`https://api.acme.example/?key=${encodeURIComponent(originSecret)}`);
        },
        write: async () => {
          const cause = new ApiCallError({
            method: "POST",
            url: `https://api.acme.example/?key=${encodeURIComponent(originSecret)}`,
            status: 422,
            vendorMessage: message,
          });
          throw cause;
        },
      },
      { callback: (soFar) => void seen.push(soFar) },
      { fetch },
    );
    expect(result.failures[0]?.error.message).toContain("no such key: [redacted]");
    expect(events.some(({ type }) => type === "http.request")).toBe(true);
    expect(lines.length).toBeGreaterThan(1);
    for (const out of [result, events, lines, seen]) expect(holdsSecret(out)).toBe(false);
  });

  it("gets none into what the store keeps of the run", async () => {
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
    // The result, and for each of the three items its letter and their number.
    expect(keys.filter((key) => key.endsWith(":result"))).toHaveLength(1);
    expect(keys.filter((key) => key.includes(":dead-letters:"))).toHaveLength(6);
    expect(holdsSecret(kept.join("").replaceAll("learned-token", ""))).toBe(false);
  });
});
