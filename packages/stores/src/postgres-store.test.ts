import { pruneStore } from "@hrflow-connectors/core";
import { testStore } from "@hrflow-connectors/testing/vitest";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { postgres, startPostgres, type TestServer } from "../../../config/servers";
import { acquireLease } from "./__fixtures__/acquire-lease";
import { createPeople } from "./__fixtures__/people";
import { refused, suspendHolder } from "./__fixtures__/suspended-holder";
import { encryptedStore } from "./encrypted-store";
import { type PostgresPool, postgresStore } from "./postgres-store";

const key = new Uint8Array(32).fill(7);

describe.skipIf(postgres.isMissing)(`a PostgreSQL server${postgres.note}`, () => {
  let server: TestServer;
  const pools: Pool[] = [];
  const connect = () => {
    const pool = new Pool({ connectionString: server.url, max: 4, connectionTimeoutMillis: 5_000 });
    pools.push(pool);
    return pool;
  };
  beforeAll(async () => {
    server = await startPostgres();
    // At once, as processes do that start together.
    await Promise.all([1, 2, 3].map(() => postgresStore({ pool: connect() }).createTables()));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await server?.remove();
  });

  const open = () => postgresStore({ pool: connect() });
  const disconnect = async () => {
    await server.kill();
    return () => server.start();
  };

  testStore("the PostgreSQL store", open, { disconnect });
  testStore("the encrypted PostgreSQL store", () => encryptedStore(open(), key), {
    ...{ manyKeys: 20, largestValue: 50_000, leaseMs: 100 },
    damage: (name) => open().setItem(name, "no ciphertext"),
  });

  it("has the tables that the README shows", async () => {
    const pool = connect();
    await pool.query('CREATE SCHEMA "a ""schema"""');
    const store = postgresStore({ pool, schema: 'a "schema"', table: "my state" });
    await store.createTables();
    await store.createTables();
    await store.setItem("hrflow-connectors:v1:workflow:w:cursor", "{}");
    await store.setItem("k".repeat(2_000), "[]");
    const lease = await acquireLease(store, "hrflow-connectors:v1:workflow:w:cursor:lock");
    const { rows } = await pool.query(
      'SELECT *, updated_at > now() - interval \'1 minute\' AS is_new FROM "a ""schema"""."my state"',
    );
    expect(rows).toEqual([
      {
        key: "hrflow-connectors:v1:workflow:w:cursor",
        long_key: null,
        value: "{}",
        updated_at: expect.any(Date),
        is_new: true,
      },
      {
        ...{ key: expect.stringMatching(/^k{200}\\~[0-9a-f]{64}$/), long_key: "k".repeat(2_000), value: "[]" },
        ...{ updated_at: expect.any(Date), is_new: true },
      },
    ]);
    const locks = await pool.query('SELECT key, token FROM "a ""schema"""."my state_locks"');
    expect(locks.rows).toEqual([{ key: "hrflow-connectors:v1:workflow:w:cursor:lock", token: lease.fence?.token }]);
    await lease.release();
  });

  it("creates no table by itself, and says what is missing", async () => {
    const store = postgresStore({ pool: connect(), table: "not_there" });
    const message = "PostgreSQL refused it: 42P01, a table is missing: call createTables() once";
    const failure = (what: string) => ({ code: "configuration", message: `could not ${what}: ${message}` });
    await expect(store.getItem("key")).rejects.toMatchObject(failure("read key"));
    await expect(store.setItem("key", "{}")).rejects.toMatchObject(failure("save key"));
    await expect(store.lock?.("key", 1_000)).rejects.toMatchObject(failure("lock key"));
    await expect(store.getKeys?.("key")).rejects.toMatchObject(failure("list the keys"));
  });

  it("refuses what a suspended process saves after another one took over", async () => {
    expect(await suspendHolder(server.url, open())).toEqual(refused);
  });

  it("remembers deliveries over a restart, and prunes them", async () => {
    const pool = connect();
    const store = postgresStore({ pool, table: "people" });
    await store.createTables();
    const { push, candidates } = createPeople(store);
    await push("p1", "p2");
    // Runs do not wait for it.
    await vi.waitUntil(async () => (await pool.query("SELECT FROM people_locks")).rowCount === 0, { timeout: 10_000 });
    await (await disconnect())();
    const again = await push("p1");
    expect(again).toMatchObject([{ status: "success", receipts: [{ replayed: true }] }]);
    expect(candidates).toHaveLength(2);
    expect(await pruneStore(store, { olderThan: new Date(Date.now() + 1_000) })).toBeGreaterThanOrEqual(4);
    await push("p1");
    expect(candidates).toHaveLength(3);
  });

  it("waits for a takeover that is under way, and refuses the write then", async () => {
    const [pool, store] = [connect(), open()];
    const lease = await acquireLease(store, "contended:lock");
    const other = await pool.connect();
    await other.query("BEGIN");
    await other.query("UPDATE hrflow_connectors_store_locks SET token = 'other' WHERE key = 'contended:lock'");
    const late = store.setItem("contended", "{}", lease.fence ? { fence: lease.fence } : {});
    const isDecided = await Promise.race([
      Promise.resolve(late).then(
        () => true,
        () => true,
      ),
      new Promise((resolve) => setTimeout(() => resolve(false), 200)),
    ]);
    await other.query("COMMIT");
    other.release();
    await expect(late).rejects.toMatchObject({ code: "lease_lost" });
    expect([isDecided, await store.getItem("contended")]).toEqual([false, null]);
  });

  it("listens to a pool once, however many stores use it", () => {
    const pool = connect();
    for (let time = 0; time < 20; time++) postgresStore({ pool });
    expect(pool.listenerCount("error")).toBe(1);
  });

  it("removes the locks of processes that were killed long ago", async () => {
    const [pool, table] = [connect(), "hrflow_connectors_store_locks"];
    const insert = `INSERT INTO ${table} VALUES ($1, 'killed', now() - $2::interval)`;
    await pool.query(insert, ["old", "2 days"]);
    await pool.query(insert, ["recent", "1 hour"]);
    await (await acquireLease(open(), "another")).release();
    const { rows } = await pool.query(`SELECT key FROM ${table} WHERE token = 'killed'`);
    expect(rows).toEqual([{ key: "recent" }]);
  });

  it("finds keys by their start in the index", async () => {
    const pool = connect();
    await pool.query("ANALYZE hrflow_connectors_store");
    await pool.query("SET enable_seqscan = off");
    const { rows } = await pool.query(
      "EXPLAIN SELECT key FROM hrflow_connectors_store WHERE key LIKE 'hrflow-connectors:v1:token:%'",
    );
    expect(JSON.stringify(rows)).toContain("Index Cond");
  });
});

it.each(["", "t".repeat(58), "ä".repeat(29)])("refuses a name that PostgreSQL would cut off: %s", (table) => {
  const pool = {} as PostgresPool;
  expect(() => postgresStore({ pool, table })).toThrow("the name of the table must have 1 to 57 bytes");
});

const failing = (error: unknown) => postgresStore({ pool: { query: () => Promise.reject(error) } });

it.each([
  ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
  ["a broken pipe", Object.assign(new Error("write"), { code: "EPIPE" }), "EPIPE"],
  ["a connection that ended", new Error("Connection terminated unexpectedly"), "Connection terminated unexpectedly"],
  ["a query that took too long", new Error("Query read timeout"), "Query read timeout"],
  ["an error of another kind", new Error("about a person"), "Error"],
  ["a server that shuts down", Object.assign(new Error("x"), { code: "57P01" }), "57P01"],
  ["too many connections", Object.assign(new Error("x"), { code: "53300" }), "53300"],
  ["a deadlock", Object.assign(new Error("x"), { code: "40P01" }), "40P01"],
  ["a server that became a replica", Object.assign(new Error("x"), { code: "25006" }), "25006"],
])("%s may pass", async (_, error, reason) => {
  const message = `could not read key: PostgreSQL is unavailable for the moment: ${reason}`;
  const expected = { code: "store_unavailable", retryable: true, message };
  await expect(failing(error).getItem("key")).rejects.toMatchObject(expected);
});

it.each([
  ["a wrong password", Object.assign(new Error("x"), { code: "28P01" }), "28P01"],
  ["a value that a table refuses", Object.assign(new Error("a person"), { code: "22021" }), "22021"],
  ...[
    "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
    "Cannot use a pool after calling end on the pool",
    "The server does not support SSL connections",
  ].map((message): [string, Error, string] => [message, new Error(message), message]),
  ["a pool of another kind", new TypeError("query is not a function"), "TypeError"],
])("%s does not pass", async (_, error, reason) => {
  const message = `could not read key: PostgreSQL refused it: ${reason}`;
  await expect(failing(error).getItem("key")).rejects.toMatchObject({ code: "configuration", message });
});
