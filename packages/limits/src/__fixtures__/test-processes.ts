import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgres, redis, startPostgres, startRedis, type TestServer } from "../../../../config/servers";
import { postgresLimiter } from "../postgres-limiter";
import type { Job, JobResult } from "./push-child";
import { startVendor } from "./vendor";

const processes = 4;

/** What four processes push to one account. */
export interface Push {
  rule: Job["rule"];
  /** How many records each process pushes. */
  count: number;
}

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

/** Declares the tests: pushes to one account of each rule at once. `check` gets how much of the allowed rate they used. */
export function testProcesses(pushes: Push[], check: (used: number) => void): void {
  let children: ChildProcess[] = [];
  beforeAll(async () => {
    const script = fileURLToPath(new URL("./push-child.ts", import.meta.url));
    children = Array.from({ length: processes }, () => fork(script, { execArgv: ["--import", "tsx"] }));
    await Promise.all(children.map((child) => once(child, "message")));
  });
  afterAll(() => {
    for (const child of children) child.disconnect();
  });
  const run = async (child: ChildProcess, jobs: Job[]) => {
    child.send(jobs);
    return (await once(child, "message"))[0] as JobResult[];
  };

  for (const { name, program, start, prepare } of servers) {
    describe.skipIf(program.isMissing)(`four processes that share limits through ${name}${program.note}`, () => {
      let server: TestServer;
      beforeAll(async () => {
        server = await start();
        await prepare(server);
      });
      afterAll(() => server?.remove());

      it("push all records to one account, with at most one 429 in 1,000 requests", async () => {
        const accounts = await Promise.all(
          pushes.map(async (push) => ({ ...push, vendor: await startVendor(push.rule) })),
        );
        const jobs = accounts.map(({ vendor, ...push }) => ({ ...push, server: server.url, vendor: vendor.url }));
        const results = (await Promise.all(children.map((child) => run(child, jobs)))).flat();
        expect(results.flatMap(({ errors }) => errors)).toEqual([]);
        expect(results.some(({ waits }) => waits > 0)).toBe(true);
        for (const { vendor, count } of accounts) {
          vendor.close();
          expect(vendor.names).toHaveLength(count * processes);
          expect(new Set(vendor.names).size).toBe(count * processes);
          // One may be at the start: the vendor's bucket fills only once the first requests arrive, and a busy machine is slow to connect.
          expect(vendor.refused()).toBeLessThanOrEqual(Math.ceil(vendor.names.length / 1_000));
          console.log(
            `${name}: ${Math.round(vendor.used() * 100)} % of the rate used by ${vendor.names.length} requests`,
          );
          check(vendor.used());
        }
      });
    });
  }
}
