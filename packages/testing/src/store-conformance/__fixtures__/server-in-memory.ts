import type { Store } from "@hrflow-connectors/core";

/** What a server keeps, and how. A planted mistake replaces a part. */
export interface ServerInMemory {
  values: Map<string, string>;
  locks: Map<string, { token: string; endsAt: number }>;
  isAway: boolean;
  /** Throws while the server is away. */
  reach(): void;
  isHeld(lock: string, token: string): boolean;
  tryLock(lock: string, token: string, ttlMs: number): boolean | Promise<boolean>;
  release(lock: string, token: string): void;
  renew(lock: string, token: string, ttlMs: number): boolean;
  /** Runs a write if its lease is held. */
  fenced(lock: string, token: string, write: () => void): void | Promise<void>;
}

export function createServer(): ServerInMemory {
  const server: ServerInMemory = {
    values: new Map(),
    locks: new Map(),
    isAway: false,
    reach() {
      if (server.isAway) throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
    },
    isHeld(lock, token) {
      const holder = server.locks.get(lock);
      return holder?.token === token && holder.endsAt > performance.now();
    },
    tryLock(lock, token, ttlMs) {
      const holder = server.locks.get(lock);
      if (holder && holder.endsAt > performance.now()) return false;
      server.locks.set(lock, { token, endsAt: performance.now() + ttlMs });
      return true;
    },
    release(lock, token) {
      if (server.isHeld(lock, token)) server.locks.delete(lock);
    },
    renew(lock, token, ttlMs) {
      if (!server.isHeld(lock, token)) return false;
      server.locks.set(lock, { token, endsAt: performance.now() + ttlMs });
      return true;
    },
    fenced(lock, token, write) {
      if (!server.isHeld(lock, token)) throw Object.assign(new Error("lost"), { code: "lease_lost" });
      write();
    },
  };
  return server;
}

/** A store that keeps all promises, as one process opens it. */
export function openStore(server: ServerInMemory): Required<Store> {
  return {
    async getItem(key) {
      server.reach();
      return server.values.get(key) ?? null;
    },
    async setItem(key, value, { fence } = {}) {
      server.reach();
      const write = () => void server.values.set(key, value);
      await (fence ? server.fenced(fence.lock, fence.token, write) : write());
    },
    async removeItem(key, { fence } = {}) {
      server.reach();
      const write = () => void server.values.delete(key);
      await (fence ? server.fenced(fence.lock, fence.token, write) : write());
    },
    async getKeys(base) {
      server.reach();
      return [...server.values.keys()].filter((key) => key.startsWith(base));
    },
    async lock(lock, ttlMs, signal) {
      const token = crypto.randomUUID();
      signal?.throwIfAborted();
      while (true) {
        server.reach();
        if (await server.tryLock(lock, token, ttlMs)) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
        signal?.throwIfAborted();
      }
      const loss = new AbortController();
      const timer = setInterval(() => {
        if (server.isHeld(lock, token)) return;
        clearInterval(timer);
        loss.abort();
      }, 1);
      return {
        fence: { lock, token },
        signal: loss.signal,
        async renew(renewedMs) {
          server.reach();
          return server.renew(lock, token, renewedMs);
        },
        async release() {
          server.reach();
          clearInterval(timer);
          server.release(lock, token);
        },
      };
    },
  };
}
