import { expect, it } from "vitest";
import { type PostgresPool, postgresLimiter } from "./postgres-limiter";

const request = {
  key: "acme:account",
  rule: { requests: 10, perMs: 1_000, burst: 20 },
  run: "a",
  isRetry: false,
  signal: new AbortController().signal,
  onWait: () => {},
};

it("a table that is missing lets nothing leave, and the error says how to create it", async () => {
  const pool: PostgresPool = {
    query: () => Promise.reject(Object.assign(new Error('relation "hrflow_limits" does not exist'), { code: "42P01" })),
  };
  await expect(postgresLimiter({ pool }).take(request)).rejects.toMatchObject({
    code: "configuration",
    message: expect.stringContaining("createTable()"),
  });
});

it("names its table within a schema, whatever the names are", async () => {
  const texts: string[] = [];
  const pool: PostgresPool = {
    async query(text) {
      texts.push(text);
      return { rows: [{ now: 1, text: null, saved: 1 }] };
    },
  };
  const limiter = postgresLimiter({ pool, schema: 'my"schema', table: "limits" });
  await limiter.createTable();
  await limiter.take(request);
  expect(texts.length).toBeGreaterThan(2);
  for (const text of texts) expect(text).toContain('"my""schema"."limits"');
});

it("limiters of one pool listen to it once", () => {
  let listeners = 0;
  const pool: PostgresPool = {
    query: async () => ({}),
    on() {
      listeners += 1;
    },
  };
  for (let index = 0; index < 12; index++) postgresLimiter({ pool });
  expect(listeners).toBe(1);
});
