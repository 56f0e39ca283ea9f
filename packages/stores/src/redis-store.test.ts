import { inspect } from "node:util";
import { pruneStore } from "@hrflow-connectors/core";
import { testStore } from "@hrflow-connectors/testing/vitest";
import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { redis, startRedis, type TestServer } from "../../../config/servers";
import { acquireLease } from "./__fixtures__/acquire-lease";
import { createPeople } from "./__fixtures__/people";
import { refused, suspendHolder } from "./__fixtures__/suspended-holder";
import { encryptedStore } from "./encrypted-store";
import { type RedisClient, redisStore } from "./redis-store";

const key = new Uint8Array(32).fill(7);
/** Where most of the suite is that of another store. */
const light = { manyKeys: 20, largestValue: 50_000, leaseMs: 100 };

describe.skipIf(redis.isMissing)(`a Redis server${redis.note}`, () => {
  let server: TestServer;
  /** A cluster of one server, which refuses as any other what is not on one server of a larger one. */
  let node: TestServer;
  const clients: { disconnect(): void }[] = [];
  beforeAll(async () => {
    server = await startRedis();
    node = await startRedis("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
    const client = new Redis(node.url);
    await client.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    client.disconnect();
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server?.remove();
    await node?.remove();
  });

  /** Gives up soon, so that tests need not wait. */
  function connect(options: { keyPrefix?: string; stringNumbers?: boolean } = {}): Redis {
    const client = new Redis(server.url, { maxRetriesPerRequest: 1, retryStrategy: () => 20, ...options });
    // A server that is away is part of the tests.
    client.on("error", () => {});
    clients.push(client);
    return client;
  }
  const open = () => redisStore({ client: connect() });
  const disconnect = async () => {
    await server.kill();
    return () => server.start();
  };

  testStore("the Redis store", open, {
    disconnect,
    async damage(name) {
      await connect().del(`hrflow:{${name}}`);
      await connect().lpush(`hrflow:{${name}}`, "a list");
    },
  });
  const prefixed = () => redisStore({ client: connect({ keyPrefix: "app*:", stringNumbers: true }), prefix: "" });
  testStore("the Redis store of a client with a prefix and numbers as texts", prefixed, light);
  testStore("the encrypted Redis store", () => encryptedStore(open(), key), {
    ...light,
    damage: (name) => open().setItem(name, "no ciphertext"),
  });

  it("has the keys that the README names", async () => {
    const [client, store] = [connect(), redisStore({ client: connect(), prefix: "named:" })];
    await store.setItem("hrflow-connectors:v1:workflow:w:cursor", "{}");
    const lease = await acquireLease(store, "hrflow-connectors:v1:workflow:w:cursor:lock", 60_000);
    const name = "named:{hrflow-connectors:v1:workflow:w:cursor}";
    expect((await client.keys("named:*")).sort()).toEqual([name, `${name}:lock`]);
    expect(await client.get(name)).toBe("{}");
    expect(await client.get(`${name}:lock`)).toBe(lease.fence?.token);
    expect(await client.pttl(`${name}:lock`)).toBeGreaterThan(30_000);
    await lease.release();
    expect(await client.keys("named:*:lock")).toEqual([]);
  });

  it("refuses what a suspended process saves after another one took over", async () => {
    expect(await suspendHolder(server.url, open())).toEqual(refused);
  });

  it("remembers deliveries over a restart, and prunes them", async () => {
    const client = connect();
    const store = redisStore({ client, prefix: "people:" });
    const { push, candidates } = createPeople(store);
    await push("p1", "p2");
    // Runs do not wait for it.
    await vi.waitUntil(async () => (await client.keys("people:*:lock")).length === 0, { timeout: 10_000 });
    await (await disconnect())();
    expect(await push("p1")).toMatchObject([{ status: "success", receipts: [{ replayed: true }] }]);
    expect(candidates).toHaveLength(2);
    expect(await pruneStore(store, { olderThan: new Date(Date.now() + 1_000) })).toBeGreaterThanOrEqual(4);
    await push("p1");
    expect(candidates).toHaveLength(3);
  });

  it("says so when Redis has no memory left, and loses nothing", async () => {
    const [client, store] = [connect(), open()];
    await store.setItem("kept", "{}");
    await client.config("SET", "maxmemory", "1");
    const failure = {
      code: "store_unavailable",
      retryable: true,
      message: expect.stringMatching(/^could not save full: Redis .* OOM$/),
    };
    await expect(store.setItem("full", "a person")).rejects.toMatchObject(failure);
    await client.config("SET", "maxmemory", "0");
    expect([await store.getItem("kept"), await store.getItem("full")]).toEqual(["{}", null]);
  });

  it("reports a key of another type as unreadable", async () => {
    await connect().lpush("hrflow:{listed}", "one");
    const failure = { code: "configuration", message: "could not read listed: Redis refused it: WRONGTYPE" };
    await expect(open().getItem("listed")).rejects.toMatchObject(failure);
  });

  it("refuses a lease without an end, or longer than a timer can run, and a value that is not a text", async () => {
    await expect(open().lock?.("key", 2 ** 31)).rejects.toThrow(/the ttlMs of a lock must be/);
    await expect(open().lock?.("key", Number.NaN)).rejects.toThrow(/the ttlMs of a lock must be/);
    await expect(open().setItem("key", 1 as never)).rejects.toThrow("key: redisStore can only keep strings");
  });

  describe("in a cluster", () => {
    beforeAll(async () => {
      const client = new Redis(node.url);
      // A server is part of a cluster two seconds after its start: meanwhile, the tests above run.
      while (!(await client.cluster("INFO")).includes("cluster_state:ok"))
        await new Promise((go) => setTimeout(go, 20));
      client.disconnect();
    });

    const openCluster = (options: { prefix?: string } = {}) => {
      const client = new Cluster([{ host: "127.0.0.1", port: node.port }]);
      clients.push(client);
      return redisStore({ client, ...options });
    };
    testStore("the Redis store of a cluster", () => openCluster(), light);
    testStore("the Redis store on one server of a cluster", () => openCluster({ prefix: "{one}" }), light);
  });
});

it.each([
  ["a closed connection", new Error("Connection is closed."), "the connection is closed"],
  ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
  [
    "retries that ended",
    Object.assign(new Error("too many"), { name: "MaxRetriesPerRequestError" }),
    "MaxRetriesPerRequestError",
  ],
  [
    "a client that waits for no connection",
    new Error("Stream isn't writeable and enableOfflineQueue options is false"),
    "not connected, and the client has no offline queue",
  ],
  [
    "a script that Redis 6 refused for lack of memory",
    Object.assign(
      new Error("ERR Error running script (call to f_1): @user_script:2: @user_script: 2: -OOM command not allowed "),
      { name: "ReplyError" },
    ),
    "OOM",
  ],
  ["a replica that was promoted", Object.assign(new Error("READONLY You"), { name: "ReplyError" }), "READONLY"],
  ["a server that loads", Object.assign(new Error("LOADING Redis"), { name: "ReplyError" }), "LOADING"],
])("%s may pass", async (_, error, reason) => {
  const get = () => Promise.reject(error);
  const store = redisStore({ client: { get } as unknown as RedisClient });
  const message = `could not read key: Redis is unavailable for the moment: ${reason}`;
  await expect(store.getItem("key")).rejects.toMatchObject({ code: "store_unavailable", retryable: true, message });
});

it.each([
  ["a wrong password", Object.assign(new Error("WRONGPASS invalid"), { name: "ReplyError" }), "WRONGPASS"],
  [
    "a script with a mistake",
    Object.assign(new Error("ERR Error running script (call to f_1): @user_script:1: nil value"), {
      name: "ReplyError",
    }),
    "ERR",
  ],
  ["a missing permission", Object.assign(new Error("NOPERM this user"), { name: "ReplyError" }), "NOPERM"],
  ["a client of another kind", new TypeError("client.get is not a function"), "TypeError"],
])("%s does not pass", async (_, error, reason) => {
  const get = () => Promise.reject(error);
  const store = redisStore({ client: { get } as unknown as RedisClient });
  const message = `could not read key: Redis refused it: ${reason}`;
  await expect(store.getItem("key")).rejects.toMatchObject({ code: "configuration", message });
});

it("reports no command of the client: its values are about people", async () => {
  const command = { name: "set", args: ["key", "a person"] };
  const client = { get: () => Promise.reject(Object.assign(new Error("ERR"), { name: "ReplyError", command })) };
  const error = await Promise.resolve(redisStore({ client: client as unknown as RedisClient }).getItem("key")).catch(
    (thrown: unknown) => thrown,
  );
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("a person");
});
