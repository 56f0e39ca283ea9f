import { ConfigurationError, createMemoryStore, type Lease, pruneStore, type Store } from "@hrflow-connectors/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { runAcme } from "./__fixtures__/acme";
import { type EncryptionKey, encryptedStore } from "./encrypted-store";

afterEach(() => void vi.unstubAllGlobals());

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
const base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const otherBytes = bytes.map((byte) => byte ^ 1);
const secret = '{"accessToken":"access-1"}';

/** The secret as encrypted by Node's `createCipheriv("aes-256-gcm")` for the item `token:ä`, with the nonce 255, 254, ... */
const pinned = {
  encrypted: "v1",
  nonce: "//79/Pv6+fj39vX0",
  data: "Dcxu7otTGPQzpoXcxOOv+fgcJEgFhFElPM8YXNkN4pTs2dSbKokkmgDN",
};

const aesKey = (algorithm: "AES-GCM" | "AES-CBC" = "AES-GCM", usages: KeyUsage[] = ["encrypt", "decrypt"]) =>
  crypto.subtle.importKey("raw", bytes, algorithm, false, usages);
type KeyUsage = "encrypt" | "decrypt";

const envelopeIn = async (store: Store, name: string) => JSON.parse(String(await store.getItem(name)));
const failureOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("an encrypted value", () => {
  it("is kept under the same key, in an envelope that names its version", async () => {
    const inner = createMemoryStore();
    await encryptedStore(inner, bytes).setItem("token:ä", secret);
    const envelope = await envelopeIn(inner, "token:ä");
    expect(envelope).toEqual({ encrypted: "v1", nonce: expect.any(String), data: expect.any(String) });
    expect(atob(envelope.nonce)).toHaveLength(12);
    expect(atob(envelope.data)).toHaveLength(secret.length + 16);
    expect(atob(envelope.data)).not.toContain("access");
  });

  it("differs each time, even for the same value", async () => {
    const inner = createMemoryStore();
    const store = encryptedStore(inner, bytes);
    const envelopes: { nonce: string; data: string }[] = [];
    for (let time = 0; time < 50; time++) {
      await store.setItem("key", secret);
      envelopes.push(await envelopeIn(inner, "key"));
    }
    expect(new Set(envelopes.map(({ nonce }) => nonce)).size).toBe(50);
    expect(new Set(envelopes.map(({ data }) => data)).size).toBe(50);
  });

  it("of an earlier release can still be read", async () => {
    const inner = createMemoryStore();
    await inner.setItem("token:ä", JSON.stringify(pinned));
    expect(await encryptedStore(inner, bytes).getItem("token:ä")).toBe(secret);
  });

  it.each([
    ["an empty string", ""],
    ["a byte order mark", "\uFEFFx"],
    ["a large string", "é€😀".repeat(100_000)],
    ["a number in JSON", "42"],
  ])("is returned unchanged: %s", async (_, value) => {
    const store = encryptedStore(createMemoryStore(), bytes);
    await store.setItem("key", value);
    expect(await store.getItem("key")).toBe(value);
  });

  it.each([null, undefined])("is null if the store returns %s", async (nothing) => {
    const store = encryptedStore({ ...createMemoryStore(), getItem: () => nothing }, bytes);
    expect(await store.getItem("key")).toBeNull();
  });

  it("must be a string, because anything else would be lost", async () => {
    const inner = createMemoryStore();
    const store = encryptedStore(inner, bytes);
    const error = await failureOf(() => store.setItem("key", { accessToken: "access-1" } as never));
    expect(error.message).toBe("key: encryptedStore can only keep strings");
    expect(await inner.getItem("key")).toBeNull();
  });
});

describe("the key", () => {
  const forms: [string, () => EncryptionKey | Promise<EncryptionKey>][] = [
    ["bytes", () => bytes],
    ["a part of a larger buffer", () => new Uint8Array([9, ...bytes, 9]).subarray(1, 33)],
    ["base64", () => base64],
    ["base64 without padding", () => base64.slice(0, -1)],
    ["base64 with a trailing line feed, as tools print it", () => `${base64}\n`],
    ["a CryptoKey", () => aesKey()],
  ];
  it.each(forms)("can be %s", async (_, key) => {
    const inner = createMemoryStore();
    await encryptedStore(inner, await key()).setItem("key", secret);
    expect(await encryptedStore(inner, bytes).getItem("key")).toBe(secret);
  });

  it("can be erased by the caller once the store is created", async () => {
    const inner = createMemoryStore();
    const key = new Uint8Array(bytes);
    const store = encryptedStore(inner, key);
    key.fill(0);
    await store.setItem("key", secret);
    expect(await encryptedStore(inner, bytes).getItem("key")).toBe(secret);
  });

  it.each<[string, () => unknown]>([
    ["too few bytes", () => bytes.subarray(1)],
    ["too many bytes", () => new Uint8Array(33)],
    ["the bytes as a list", () => [...bytes]],
    ["other numbers", () => new Uint16Array(32)],
    ["base64 of another length", () => btoa("0123456789abcdef")],
    ["hex", () => "00ff".repeat(16)],
    ["a passphrase", () => "correct horse battery staple!"],
    ["an empty string", () => ""],
    ["null", () => null],
    ["undefined", () => undefined],
    ["an object", () => ({ algorithm: null, usages: null })],
    ["an object that only names the algorithm", () => ({ algorithm: { name: "AES-GCM" }, usages: undefined })],
    ["a CryptoKey for something else", () => aesKey("AES-CBC")],
    ["a CryptoKey that cannot decrypt", () => aesKey("AES-GCM", ["encrypt"])],
    ["a CryptoKey that cannot encrypt", () => aesKey("AES-GCM", ["decrypt"])],
  ])("cannot be %s: the error is thrown at once and does not contain it", async (_, create) => {
    const key = await create();
    const error = await failureOf(() => encryptedStore(createMemoryStore(), key as EncryptionKey));
    expect(error.message).toBe(
      "the key of encryptedStore must be 32 bytes, their base64, or a CryptoKey for AES-GCM with the usages encrypt and decrypt",
    );
    expect(error.cause).toBeUndefined();
  });

  it("needs a platform with WebCrypto", async () => {
    vi.stubGlobal("crypto", {});
    const error = await failureOf(() => encryptedStore(createMemoryStore(), bytes));
    expect(error.message).toContain("needs WebCrypto");
  });
});

describe("a value that cannot be decrypted is an error that names its key, never a missing value", () => {
  const flipped = (text: string, index: number) => {
    const found = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    found[index] = (found[index] ?? 0) ^ 1;
    return btoa(String.fromCharCode(...found));
  };
  const name = "token:ä";
  const unreadable = `${name} in the store cannot be decrypted: it was modified, or encrypted with another key or for another item`;

  it.each<[string, object]>([
    ["a modified first byte", { data: flipped(pinned.data, 0) }],
    ["a modified tag", { data: flipped(pinned.data, 41) }],
    ["a missing last byte", { data: btoa(atob(pinned.data).slice(0, -1)) }],
    ["empty data", { data: "" }],
    ["data that is not base64", { data: "???" }],
    ["another nonce", { nonce: flipped(pinned.nonce, 11) }],
    ["an empty nonce", { nonce: "" }],
  ])("with %s", async (_, change) => {
    const inner = createMemoryStore();
    await inner.setItem(name, JSON.stringify({ ...pinned, ...change }));
    const error = await failureOf(() => encryptedStore(inner, bytes).getItem(name));
    expect(error).toMatchObject({ code: "configuration", message: unreadable });
  });

  it("encrypted with another key", async () => {
    const inner = createMemoryStore();
    await encryptedStore(inner, otherBytes).setItem(name, secret);
    const error = await failureOf(() => encryptedStore(inner, bytes).getItem(name));
    expect(error.message).toBe(unreadable);
  });

  it("moved from another item", async () => {
    const inner = createMemoryStore();
    const store = encryptedStore(inner, bytes);
    await store.setItem("elsewhere", secret);
    await inner.setItem(name, String(await inner.getItem("elsewhere")));
    expect((await failureOf(() => store.getItem(name))).message).toBe(unreadable);
    expect(await store.getItem("elsewhere")).toBe(secret);
  });

  it.each<[string, unknown]>([
    ["JSON", secret],
    ["parsed JSON", JSON.parse(secret)],
    ["any other string", "access-1 as plain text"],
    ["an empty string", ""],
    ["null in JSON", "null"],
    ["a list", ["access-1"]],
    ["a number", 0],
    ["false", false],
  ])("written before encryption: %s", async (_, plain) => {
    const store = encryptedStore({ ...createMemoryStore(), getItem: () => plain }, bytes);
    const error = await failureOf(() => store.getItem(name));
    expect(error.message).toBe(
      `${name} in the store is not encrypted: it is damaged, or was written before encryption was enabled. Restore it, write it again through the encrypted store, or remove it if what it remembers may be lost`,
    );
    expect(error.cause).toBeUndefined();
  });

  it.each<[string, object]>([
    ["a later version", { encrypted: "v2" }],
    ["no nonce", { nonce: undefined }],
    ["no data", { data: undefined }],
    ["data of another type", { data: [1] }],
  ])("in an envelope with %s", async (_, change) => {
    const store = encryptedStore({ ...createMemoryStore(), getItem: () => ({ ...pinned, ...change }) }, bytes);
    const error = await failureOf(() => store.getItem(name));
    expect(error.message).toBe(
      `${name} in the store has an encryption format that this version cannot read (it reads v1)`,
    );
  });

  it("found by a run, which resolves to a fatal result without the value", async () => {
    const inner = createMemoryStore();
    const written = new Map<string, string>();
    const setItem = (key: string, value: string) => {
      written.set(key, value);
      return inner.setItem(key, value);
    };
    await runAcme({ store: { ...inner, setItem }, cursor: () => "plain-cursor" });
    const cursorKey = [...written.keys()].find((key) => key.endsWith(":cursor"));
    expect(written.get(cursorKey ?? "")).toContain("plain-cursor");

    const outcome = await runAcme({ store: encryptedStore(inner, bytes) });
    expect(outcome.result).toMatchObject({ status: "fatal", events: { read_success: 0 } });
    expect(outcome.result.failures).toMatchObject([
      { stage: "open", error: { code: "configuration", message: expect.stringContaining(cursorKey ?? "") } },
    ]);
    expect(JSON.stringify(outcome)).not.toContain("plain-cursor");
  });
});

describe("the wrapped store", () => {
  /** A store whose methods need `this`, as those of a class do. */
  class Recording implements Store {
    calls: unknown[] = [];
    getItem = () => null;
    setItem(name: string) {
      this.calls.push(["set", name]);
    }
    removeItem(name: string) {
      this.calls.push(["remove", name]);
    }
    async lock(name: string, ttlMs: number, signal?: AbortSignal) {
      this.calls.push(["lock", name, ttlMs, signal]);
      return this.lease;
    }
    async getKeys(base: string) {
      this.calls.push(["list", base]);
      return [`${base}1`];
    }
    lease: Lease = { renew: async () => true, release: async () => {}, signal: new AbortController().signal };
  }

  it("removes, locks and lists by the same keys", async () => {
    const inner = new Recording();
    const store = encryptedStore(inner, bytes);
    const { signal } = new AbortController();
    await store.removeItem("a");
    expect(await store.lock?.("b", 7, signal)).toBe(inner.lease);
    await store.setItem("c", secret);
    expect(await store.getKeys?.("d:")).toEqual(["d:1"]);
    expect(inner.calls).toEqual([
      ["remove", "a"],
      ["lock", "b", 7, signal],
      ["set", "c"],
      ["list", "d:"],
    ]);
  });

  it("decides whether there are locks and lists", () => {
    const { getItem, setItem, removeItem } = createMemoryStore();
    const store = encryptedStore({ getItem, setItem, removeItem }, bytes);
    expect(Object.keys(store)).toEqual(["getItem", "setItem", "removeItem"]);
  });

  it("can be pruned through the encryption", async () => {
    const inner = createMemoryStore();
    const store = encryptedStore(inner, bytes);
    await runAcme({ store });
    expect(await pruneStore(store, { olderThan: new Date(Date.now() + 60_000) })).toBe(1);
    expect(inner.getKeys?.("")).toEqual([expect.stringMatching(/:cursor$/)]);
  });

  it.each([
    ["cut in half", (value: string) => value.slice(0, value.length / 2)],
    ["emptied", () => ""],
  ])("whose value was %s has it reported as unreadable, not as missing", async (_, damage) => {
    const inner = createMemoryStore();
    const store = encryptedStore(inner, bytes);
    await store.setItem("key", secret);
    await inner.setItem("key", damage(String(await inner.getItem("key"))));
    const { message } = await failureOf(() => store.getItem("key"));
    expect(message).toMatch(/^key in the store is not encrypted: it is damaged, or/);
  });

  it("has its errors passed on", async () => {
    const error = new Error("disk on fire");
    const boom = () => Promise.reject(error);
    const store = encryptedStore({ getItem: boom, setItem: boom, removeItem: boom }, bytes);
    await expect(store.getItem("key")).rejects.toBe(error);
    await expect(store.setItem("key", secret)).rejects.toBe(error);
    await expect(store.removeItem("key")).rejects.toBe(error);
  });

  it("keeps nothing readable of a whole run", async () => {
    const inner = createMemoryStore();
    const written = new Map<string, string>();
    const setItem = (key: string, value: string) => void written.set(key, value);
    const { result } = await runAcme({ store: encryptedStore({ ...inner, setItem }, bytes) });
    expect(result.status).toBe("success");
    expect([...written.keys()].map((key) => key.split(":").at(-1)).sort()).toEqual(["cursor", "result"]);
    for (const value of written.values())
      expect(Object.keys(JSON.parse(value))).toEqual(["encrypted", "nonce", "data"]);
  });
});
