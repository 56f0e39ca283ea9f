import { afterEach, describe, expect, it, vi } from "vitest";
import { runAcme } from "../__fixtures__/acme";
import type { Store } from "../contract/v1";
import { ConfigurationError } from "../errors";
import { encryptedStore } from "./encrypted-store";
import type { EncryptionKey } from "./encryption-key";
import { cursorKey, resultKey } from "./keys";
import { createMemoryStore } from "./memory-store";

afterEach(() => void vi.unstubAllGlobals());

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
const base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const otherBytes = bytes.map((byte) => byte ^ 1);
const secret = '{"accessToken":"access-1"}';

/** What Node's own `createCipheriv("aes-256-gcm")` made of the secret, for the item `token:ä`, with the nonce 255, 254, ... */
const pinned = {
  encrypted: "v1",
  nonce: "//79/Pv6+fj39vX0",
  data: "Dcxu7otTGPQzpoXcxOOv+fgcJEgFhFElPM8YXNkN4pTs2dSbKokkmgDN",
};

const aesKey = (algorithm: "AES-GCM" | "AES-CBC" = "AES-GCM", usages: KeyUsage[] = ["encrypt", "decrypt"]) =>
  crypto.subtle.importKey("raw", bytes, algorithm, false, usages);
type KeyUsage = "encrypt" | "decrypt";

const storedIn = async (store: Store, name: string) => JSON.parse(String(await store.getItem(name)));
const failureOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("what is kept", () => {
  it("stands under the same key, encrypted, in an envelope that names its version", async () => {
    const inner = createMemoryStore();
    await encryptedStore(inner, bytes).setItem("token:ä", secret);
    const envelope = await storedIn(inner, "token:ä");
    expect(envelope).toEqual({ encrypted: "v1", nonce: expect.any(String), data: expect.any(String) });
    expect(atob(envelope.nonce)).toHaveLength(12);
    expect(atob(envelope.data)).toHaveLength(secret.length + 16);
    expect(atob(envelope.data)).not.toContain("access");
  });

  it("is another one each time, for the same value, too", async () => {
    const inner = createMemoryStore();
    const store = encryptedStore(inner, bytes);
    const envelopes: { nonce: string; data: string }[] = [];
    for (let time = 0; time < 50; time++) {
      await store.setItem("key", secret);
      envelopes.push(await storedIn(inner, "key"));
    }
    expect(new Set(envelopes.map(({ nonce }) => nonce)).size).toBe(50);
    expect(new Set(envelopes.map(({ data }) => data)).size).toBe(50);
  });

  it("is read in later versions as well", async () => {
    const inner = createMemoryStore();
    await inner.setItem("token:ä", JSON.stringify(pinned));
    expect(await encryptedStore(inner, bytes).getItem("token:ä")).toBe(secret);
  });

  it.each([
    ["an empty text", ""],
    ["a byte order mark", "\uFEFFx"],
    ["a large text", "é€😀".repeat(100_000)],
    ["a number in JSON", "42"],
  ])("comes back as it was: %s", async (_, value) => {
    const store = encryptedStore(createMemoryStore(), bytes);
    await store.setItem("key", value);
    expect(await store.getItem("key")).toBe(value);
  });

  it.each([null, undefined])("is null where the store answers %s", async (nothing) => {
    const store = encryptedStore({ ...createMemoryStore(), getItem: () => nothing }, bytes);
    expect(await store.getItem("key")).toBeNull();
  });

  it("is a text: anything else would be lost", async () => {
    const inner = createMemoryStore();
    const store = encryptedStore(inner, bytes);
    const error = await failureOf(() => store.setItem("key", { accessToken: "access-1" } as never));
    expect(error.message).toBe("key: encryptedStore keeps texts alone");
    expect(await inner.getItem("key")).toBeNull();
  });
});

describe("the key", () => {
  const forms: [string, () => EncryptionKey | Promise<EncryptionKey>][] = [
    ["bytes", () => bytes],
    ["a part of a larger buffer", () => new Uint8Array([9, ...bytes, 9]).subarray(1, 33)],
    ["base64", () => base64],
    ["base64 without padding", () => base64.slice(0, -1)],
    ["base64 with the line's end that tools print", () => `${base64}\n`],
    ["a CryptoKey", () => aesKey()],
  ];
  it.each(forms)("may be %s", async (_, key) => {
    const inner = createMemoryStore();
    await encryptedStore(inner, await key()).setItem("key", secret);
    expect(await encryptedStore(inner, bytes).getItem("key")).toBe(secret);
  });

  it("may be wiped by the caller once the store is made", async () => {
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
    ["base64 of other length", () => btoa("0123456789abcdef")],
    ["hex", () => "00ff".repeat(16)],
    ["no base64", () => "correct horse battery staple!"],
    ["an empty text", () => ""],
    ["null", () => null],
    ["nothing", () => undefined],
    ["an object", () => ({ algorithm: null, usages: null })],
    ["an object that names the algorithm alone", () => ({ algorithm: { name: "AES-GCM" }, usages: undefined })],
    ["a CryptoKey for something else", () => aesKey("AES-CBC")],
    ["a CryptoKey that cannot decrypt", () => aesKey("AES-GCM", ["encrypt"])],
    ["a CryptoKey that cannot encrypt", () => aesKey("AES-GCM", ["decrypt"])],
  ])("may not be %s: that is said at once, and the key is not", async (_, make) => {
    const key = await make();
    const error = await failureOf(() => encryptedStore(createMemoryStore(), key as EncryptionKey));
    expect(error.message).toBe(
      "encryptedStore expected as its key 32 bytes, their base64, or a CryptoKey for AES-GCM with the usages encrypt and decrypt",
    );
    expect(error.cause).toBeUndefined();
  });

  it("needs a platform with WebCrypto", async () => {
    vi.stubGlobal("crypto", {});
    const error = await failureOf(() => encryptedStore(createMemoryStore(), bytes));
    expect(error.message).toContain("needs WebCrypto");
  });
});

describe("a value that cannot be decrypted is told by its key, and never taken for nothing", () => {
  const flipped = (text: string, index: number) => {
    const found = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    found[index] = (found[index] ?? 0) ^ 1;
    return btoa(String.fromCharCode(...found));
  };
  const name = "token:ä";
  const unreadable = `${name} in the store cannot be decrypted: it was encrypted under another key or for another item, or was changed`;

  it.each<[string, object]>([
    ["its first byte changed", { data: flipped(pinned.data, 0) }],
    ["its tag changed", { data: flipped(pinned.data, 41) }],
    ["its end missing", { data: btoa(atob(pinned.data).slice(0, -1)) }],
    ["its data gone", { data: "" }],
    ["no base64 in it", { data: "???" }],
    ["another nonce", { nonce: flipped(pinned.nonce, 11) }],
    ["no nonce", { nonce: "" }],
  ])("with %s", async (_, change) => {
    const inner = createMemoryStore();
    await inner.setItem(name, JSON.stringify({ ...pinned, ...change }));
    const error = await failureOf(() => encryptedStore(inner, bytes).getItem(name));
    expect(error).toMatchObject({ code: "configuration", message: unreadable });
  });

  it("under another key", async () => {
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
    ["any other text", "access-1 as plain text"],
    ["an empty text", ""],
    ["JSON's null", "null"],
    ["a list", ["access-1"]],
    ["a number", 0],
    ["false", false],
  ])("written before encryption: %s", async (_, plain) => {
    const store = encryptedStore({ ...createMemoryStore(), getItem: () => plain }, bytes);
    const error = await failureOf(() => store.getItem(name));
    expect(error.message).toBe(
      `${name} in the store is not encrypted, as if it was written before encryption was switched on: remove it, or write it again through the encrypted store`,
    );
    expect(error.cause).toBeUndefined();
  });

  it.each<[string, object]>([
    ["a later version", { encrypted: "v2" }],
    ["no nonce", { nonce: undefined }],
    ["no data", { data: undefined }],
    ["data of another kind", { data: [1] }],
  ])("in an envelope of %s", async (_, change) => {
    const store = encryptedStore({ ...createMemoryStore(), getItem: () => ({ ...pinned, ...change }) }, bytes);
    const error = await failureOf(() => store.getItem(name));
    expect(error.message).toBe(`${name} in the store is not encrypted in the way that this version reads (v1)`);
  });

  it("which a run answers as a result", async () => {
    const inner = createMemoryStore();
    await inner.setItem(cursorKey("workflow"), '{"readFrom":"plain-cursor"}');
    const store = encryptedStore(inner, bytes);
    const outcome = await runAcme({}, { readMode: "incremental" }, { store });
    expect(outcome.result).toMatchObject({ status: "fatal", events: { read_success: 0 } });
    expect(outcome.result.failures).toMatchObject([
      { stage: "open", error: { code: "configuration", message: expect.stringContaining(cursorKey("workflow")) } },
    ]);
    expect(JSON.stringify(outcome)).not.toContain("plain-cursor");
  });
});

describe("the store behind it", () => {
  /** A store whose methods need their `this`, as those of a class do. */
  class Recording implements Store {
    calls: unknown[] = [];
    getItem = () => null;
    setItem(name: string) {
      this.calls.push(["set", name]);
    }
    removeItem(name: string) {
      this.calls.push(["remove", name]);
    }
    async lock(name: string, ttlMs: number) {
      this.calls.push(["lock", name, ttlMs]);
      return () => this.calls.push(["release"]);
    }
  }

  it("is told to remove and to lock by the same keys", async () => {
    const inner = new Recording();
    const store = encryptedStore(inner, bytes);
    await store.removeItem("a");
    const release = await store.lock?.("b", 7);
    await release?.();
    await store.setItem("c", secret);
    expect(inner.calls).toEqual([["remove", "a"], ["lock", "b", 7], ["release"], ["set", "c"]]);
  });

  it("cannot lock when it could not before", () => {
    expect(encryptedStore(createMemoryStore(), bytes)).not.toHaveProperty("lock");
  });

  it("has its faults passed on", async () => {
    const fault = new Error("disk on fire");
    const boom = () => Promise.reject(fault);
    const store = encryptedStore({ getItem: boom, setItem: boom, removeItem: boom }, bytes);
    await expect(store.getItem("key")).rejects.toBe(fault);
    await expect(store.setItem("key", secret)).rejects.toBe(fault);
    await expect(store.removeItem("key")).rejects.toBe(fault);
  });

  it("keeps nothing readable of a whole run", async () => {
    const inner = createMemoryStore();
    const { result } = await runAcme({}, { readMode: "incremental" }, { store: encryptedStore(inner, bytes) });
    expect(result.status).toBe("success");
    for (const key of [cursorKey("workflow"), resultKey("workflow")]) {
      expect(Object.keys(await storedIn(inner, key))).toEqual(["encrypted", "nonce", "data"]);
    }
  });
});
