import type { Store } from "@hrflow-connectors/core";
import { describe, expect, it } from "vitest";
import { violationsOf } from "../conformance/check";
import { createServer, openStore, type ServerInMemory } from "./__fixtures__/server-in-memory";
import type { StoreSuiteOptions } from "./store-under-test";
import { storeChecks, testStore } from "./test-store";

const quick: StoreSuiteOptions = { leaseMs: 60, largestValue: 100_000 };

/** Takes a server away, and back. */
const disconnectFrom =
  (server: ServerInMemory, onReturn = () => {}) =>
  async () => {
    server.isAway = true;
    return () => {
      onReturn();
      server.isAway = false;
    };
  };

const sound = createServer();
testStore("a store in memory", () => openStore(sound), { ...quick, disconnect: disconnectFrom(sound) });

interface Mistake {
  /** What is wrong with the server. */
  server?(server: ServerInMemory): Partial<ServerInMemory>;
  /** What is wrong with the store. */
  store?(store: Required<Store>, server: ServerInMemory): Partial<Store>;
  /** What its return changes. */
  onReturn?(server: ServerInMemory): void;
  /** The check that tells, and what it says. */
  found: [check: RegExp, violation: RegExp];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const mistakes: Record<string, Mistake> = {
  "reports a value that is not JSON as absent": {
    store: ({ getItem }) => ({
      async getItem(key) {
        try {
          return JSON.parse(String(await getItem(key)));
        } catch (error) {
          if (error instanceof SyntaxError) return null;
          throw error;
        }
      },
    }),
    found: [/never reports/, /reported as absent/],
  },
  "reports all as absent while its server is away": {
    store: ({ getItem }) => ({ getItem: async (key) => Promise.resolve(getItem(key)).catch(() => null) }),
    found: [/^fails, for the moment/, /getItem succeeds without a server/],
  },
  "fails for good while its server is away": {
    server: (server) => ({
      reach() {
        if (server.isAway) throw new Error("no server");
      },
    }),
    found: [/^fails, for the moment/, /fails for good: Error: "no server"/],
  },
  "confirms writes that it has not stored yet": {
    store: ({ setItem }, server) => ({
      async setItem(key, value, options) {
        server.reach();
        if (options) return setItem(key, value, options);
        setTimeout(() => !server.isAway && server.values.set(key, value), 5);
      },
    }),
    found: [/everything that it confirmed/, /confirmed value \d+: has null/],
  },
  "forgets its locks when its server restarts, and renews them": {
    server: (server) => ({
      renew(lock, token, ttlMs) {
        if (server.locks.get(lock)?.token !== token)
          server.locks.set(lock, { token, endsAt: performance.now() + ttlMs });
        return true;
      },
    }),
    onReturn: ({ locks }) => locks.clear(),
    found: [/^gives no lock to two holders/, /two holders have one lock/],
  },
  "ignores the fence of a write": {
    store: ({ setItem }) => ({ setItem: (key, value) => setItem(key, value) }),
    found: [/^refuses what a former holder writes/, /a late write was not refused/],
  },
  "ignores the fence of a removal": {
    store: ({ removeItem }) => ({ removeItem: (key) => removeItem(key) }),
    found: [/^refuses what a former holder writes/, /a late removal was not refused/],
  },
  "compares a fence and then writes": {
    server: (server) => ({
      async fenced(lock, token, write) {
        if (!server.isHeld(lock, token)) throw Object.assign(new Error("lost"), { code: "lease_lost" });
        await pause(15);
        write();
      },
    }),
    found: [/in one step$/, /the former/],
  },
  "does not tell a holder that its lease is lost": {
    store: ({ lock }) => ({
      lock: async (key, ttlMs, signal) => {
        const granted = await lock(key, ttlMs, signal);
        return typeof granted === "function" ? granted : { ...granted, signal: new AbortController().signal };
      },
    }),
    found: [/^lets a lease end/, /signal of a lost lease has not aborted/],
  },
  "gives a lock to all who look at the same time": {
    server: ({ tryLock, locks }) => ({
      async tryLock(lock, token, ttlMs) {
        const isFree = !locks.has(lock);
        await pause(2);
        if (isFree) locks.delete(lock);
        return tryLock(lock, token, ttlMs);
      },
    }),
    found: [/^lets one holder at a time/, /a number that 4 holders raised/],
  },
  "has one lock for all keys": {
    store: ({ lock }) => ({ lock: (_, ttlMs, signal) => lock("one", Math.min(ttlMs, 1_000_000), signal) }),
    found: [/^locks by the key/, /waits for that of another/],
  },
  "lets the former holder release the present one's lock": {
    server: ({ locks }) => ({ release: (lock) => void locks.delete(lock) }),
    found: [/^lets a lease end/, /the former holder released the lock/],
  },
  "renews a lease that was taken over": {
    server: () => ({ renew: () => true }),
    found: [/^lets a lease end/, /took over was renewed/],
  },
  "does not renew": {
    server: ({ isHeld }) => ({ renew: isHeld }),
    found: [/as long as it is renewed/, /renewed in time (is lost|was taken over)/],
  },
  "takes milliseconds of a lease for less": {
    server: ({ tryLock }) => ({ tryLock: (lock, token, ttlMs) => tryLock(lock, token, ttlMs / 3) }),
    found: [/^lets a lease end/, /ended before its time/],
  },
  "waits for a lock though the signal aborts": {
    store: ({ lock }) => ({ lock: (key, ttlMs) => lock(key, ttlMs) }),
    found: [/^ends a wait/, /though the signal had aborted|goes on after|was granted|nobody gets/],
  },
  "takes characters of a prefix for wildcards": {
    store: (_, { values }) => ({
      getKeys: async (base) => {
        const parts = base.split(/[%*]/).map((part) => part.replace(/[.[\]{}()\\^$|+]/g, "\\$&").replace(/[?_]/g, "."));
        return [...values.keys()].filter((key) => new RegExp(`^${parts.join(".*")}`, "s").test(key));
      },
    }),
    found: [/^lists exactly/, /has "/],
  },
  "lists the first page of its keys": {
    store: ({ getKeys }) => ({ getKeys: async (base) => ((await getKeys(base)) as string[]).slice(0, 1_000) }),
    found: [/^lists each of/, /200 keys are missing/],
  },
  "lists a key of two pages twice": {
    store: ({ getKeys }) => ({
      getKeys: async (base) => {
        const keys = (await getKeys(base)) as string[];
        return [...keys, ...keys.slice(0, 1)];
      },
    }),
    found: [/^lists each of/, /twice/],
  },
  "lists its locks": {
    store: ({ getKeys }, { locks }) => ({
      getKeys: async (base) => [
        ...((await getKeys(base)) as string[]),
        ...[...locks.keys()].filter((key) => key.startsWith(base)),
      ],
    }),
    found: [/does not list its locks/, /:lock" is listed/],
  },
  "does not distinguish upper and lower case": {
    store: ({ getItem, setItem }) => ({
      getItem: (key) => getItem(key.toLowerCase()),
      setItem: (key, value, options) => setItem(key.toLowerCase(), value, options),
    }),
    found: [/^keeps keys apart/, /has \{"name"/],
  },
  "cuts long keys off": {
    store: ({ getItem, setItem }) => ({
      getItem: (key) => getItem(key.slice(0, 255)),
      setItem: (key, value, options) => setItem(key.slice(0, 255), value, options),
    }),
    found: [/^keeps long keys apart/, /has \{"name"/],
  },
  "cuts large values off": {
    store: ({ setItem }) => ({ setItem: (key, value, options) => setItem(key, value.slice(0, 65_535), options) }),
    found: [/^keeps a value of/, /cannot be read/],
  },
  "loses characters": {
    store: ({ setItem }) => ({
      setItem: (key, value, options) => setItem(key, value.replaceAll("\\u0000", ""), options),
    }),
    found: [/whatever characters are in it/, /texts that JSON escapes/],
  },
  "keeps copies in the process": {
    store({ getItem }) {
      const known = new Map<string, unknown>();
      return {
        async getItem(key) {
          if (!known.has(key)) known.set(key, await getItem(key));
          return known.get(key);
        },
      };
    },
    found: [/^shows every process/, /has /],
  },
  "replaces all values at once": {
    store: ({ setItem }, { values }) => ({
      async setItem(key, value, options) {
        const all = new Map(values);
        await pause(1);
        await setItem(key, value, options);
        for (const name of values.keys()) if (name !== key && !all.has(name)) values.delete(name);
      },
    }),
    found: [/side by side/, /side-\d+: has null/],
  },
};

describe("a store fails the suite that", () => {
  it.concurrent.each(Object.entries(mistakes))("%s", async (_, { found: [check, violation], ...mistake }) => {
    const server = createServer();
    Object.assign(server, mistake.server?.(server));
    const open = () => {
      const store = openStore(server);
      return { ...store, ...mistake.store?.(store, server) };
    };
    const disconnect = disconnectFrom(server, () => mistake.onReturn?.(server));
    const checks = storeChecks(open, { ...quick, patienceMs: 300, disconnect }).flatMap(([, all]) => all);
    const failing = checks.filter(({ name }) => check.test(name));
    expect(failing).toHaveLength(1);
    // Those that are about time need a machine that is not too busy at the moment.
    const find = async (attempts: number): Promise<string[]> => {
      const violations = failing[0] ? await violationsOf(failing[0], 20) : [];
      return attempts > 1 && !violations.some((one) => violation.test(one)) ? find(attempts - 1) : violations;
    };
    expect(await find(20)).toContainEqual(expect.stringMatching(violation));
  });
});
