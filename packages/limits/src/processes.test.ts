import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgres, redis, startPostgres, startRedis, type TestServer } from "../../../config/servers";
import type { Job, JobResult } from "./__fixtures__/push-child";
import { startVendor } from "./__fixtures__/vendor";
import { postgresLimiter } from "./postgres-limiter";

const processes = 4;
const bucket = { requests: 100, perMs: 1_000, burst: 60 };
const window = { windowMs: 1_000, limit: 60, headers: { limit: "x-limit", remaining: "x-remaining" } };

let children: ChildProcess[] = [];
beforeAll(async () => {
  const script = fileURLToPath(new URL("./__fixtures__/push-child.ts", import.meta.url));
  children = Array.from({ length: processes }, () => fork(script, { execArgv: ["--import", "tsx"] }));
  await Promise.all(children.map((child) => once(child, "message")));
});
afterAll(() => {
  for (const child of children) child.disconnect();
});

const servers = [
  { name: "Redis", program: redis, start: startRedis, prepare: async () => {} },
  {
    name: "PostgreSQL",
    program: postgres,
    start: startPostgres,
    async prepare({ url }: TestServer) {
      const pool = new Pool({ connectionString: url });
      await postgresLimiter({ pool }).createTable();
      await pool.end();
    },
  },
];

for (const { name, program, start, prepare } of servers) {
  describe.skipIf(program.isMissing)(`four processes that share limits through ${name}${program.note}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await start();
      await prepare(server);
    });
    afterAll(() => server?.remove());

    it("push to one account as fast as it allows, without a 429", async () => {
      const rules = [bucket, window];
      const counts = [40, 20];
      const vendors = await Promise.all(rules.map(startVendor));
      const jobs = vendors.map(
        ({ url }, index): Job => ({
          server: server.url,
          vendor: url,
          rule: rules[index] as Job["rule"],
          count: counts[index] ?? 0,
        }),
      );
      const results = (
        await Promise.all(
          children.map(async (child) => {
            child.send(jobs);
            return (await once(child, "message"))[0] as JobResult[];
          }),
        )
      ).flat();
      expect(results.flatMap(({ errors }) => errors)).toEqual([]);
      for (const [index, vendor] of vendors.entries()) {
        const total = (counts[index] ?? 0) * processes;
        expect(new Set(vendor.names).size).toBe(total);
        expect(vendor.names).toHaveLength(total);
        expect(vendor.refused()).toBeLessThanOrEqual(total / 1_000);
        console.log(`${name}: ${Math.round(vendor.used() * 100)} % of the rate used by ${total} requests`);
        vendor.close();
      }
      expect(results.some(({ waits }) => waits > 0)).toBe(true);
    });
  });
}
