import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { redis, startRedis, type TestServer } from "../../../config/servers";
import { backends, createFakes, createFleet, personal } from "./__fixtures__/fleet";
import { keyOf } from "./__fixtures__/people";

describe.skipIf(redis.isMissing)(`what Redis holds of the jobs${redis.note}`, () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.remove());

  test("is neither secret nor about a person, whatever becomes of a job", async () => {
    const fakes = createFakes(6);
    // HrFlow.ai and Lever quote what they were sent.
    fakes.vendor.injectFault(
      { kind: "status", status: 422, body: { code: "BadRequest", message: `Quirina Zebedee: ${personal.join(" ")}` } },
      { method: "POST" },
    );
    fakes.vendor.injectFault(
      { kind: "status", status: 503, body: { message: personal.join(" ") } },
      { method: "POST" },
    );
    const connected = backends[0]?.connect(server.url);
    const fleet = createFleet({ ...connected?.settings, name: "jobs" } as never, fakes.fetch, { attempts: 2 });
    await fleet.queue.add({ workflow: "to-lever", method: "pushProfileList" });
    await fleet.finished(7);
    const refusal = { code: 400, message: personal.join(" ") };
    fakes.hrflow.injectFault({ kind: "status", status: 400, body: refusal }, { path: "/profile/indexing" });
    const failing = { workflow: "to-lever", originParameters: { profileKey: keyOf(0) } };
    await fleet.queue.addMany([failing, { ...failing, connection: "closed" }]);
    await fleet.finished(9);
    await fleet.queue.addReplay({ workflow: "to-lever", runId: fleet.results[0]?.runId ?? "" });
    await fleet.finished(10);
    await fleet.queue.schedule(failing, { pattern: "0 * * * *", timeZone: "Europe/Paris" });

    const texts = await dump(server.url);
    expect(texts.some((text) => text.includes("failedReason"))).toBe(true);
    expect(texts.some((text) => text.includes(keyOf(0)))).toBe(true);
    for (const value of personal) expect(texts.filter((text) => text.includes(value))).toEqual([]);
    await fleet.close();
    await connected?.close();
  });
});

/** Every key with its value, as text. */
async function dump(url: string): Promise<string[]> {
  const client = new Redis(url);
  const read: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => client.get(key),
    hash: (key) => client.hgetall(key),
    list: (key) => client.lrange(key, 0, -1),
    set: (key) => client.smembers(key),
    zset: (key) => client.zrange(key, "0", "-1"),
    stream: (key) => client.xrange(key, "-", "+"),
  };
  const texts: string[] = [];
  for (const key of await client.keys("*")) {
    const type = await client.type(key);
    const value = await read[type]?.(key);
    if (value === undefined) throw new Error(`a key has a type that the test cannot read: ${type}`);
    texts.push(`${key} ${JSON.stringify(value)}`);
  }
  await client.quit();
  return texts;
}
