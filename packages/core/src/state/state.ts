import type { Store } from "../contract/shared";
import { ConfigurationError, ConnectorError, type ErrorCode } from "../errors";
import { propertyOf } from "../formats/values";
import { isRecord } from "./plain-data";

const prefix = "hrflow-connectors:v1";

/** The key of a workflow's cursor. */
export const cursorKey = (workflowId: string) => `${prefix}:workflow:${safe(workflowId)}:cursor`;

/** The key of a workflow's last result. */
export const resultKey = (workflowId: string) => `${prefix}:workflow:${safe(workflowId)}:result`;

/** The key of what one workflow wrote to one account, the account as a hash. */
export const writtenKey = (workflowId: string, account: string) => `${prefix}:written:${safe(workflowId)}:${account}`;

/** The key of the cursor of the same workflow, by which its runs take turns. */
export const cursorKeyBeside = (written: string) =>
  written.replace(`${prefix}:written:`, `${prefix}:workflow:`).replace(/:[^:]*$/, ":cursor");

/** The key of the delivery of one item to one account, both as one hash. */
export const deliveryKey = (connector: string, action: string, itemHash: string) =>
  `${prefix}:delivery:${connector}:${action}:${itemHash}`;

/** The key of the tokens that one client got from one host for one grant, the grant as a hash. */
export const tokenKey = (host: string, clientId: string, grantHash: string) =>
  `${prefix}:token:${host}:${safe(clientId)}:${grantHash}`;

/** The key of an event that a vendor's webhook sent, the event as an HMAC. */
export const webhookKey = (connector: string, mark: string) => `${prefix}:webhook:${safe(connector)}:${mark}`;

export const isTokenKey = (key: string) => key.startsWith(`${prefix}:token:`);

/** The key of a run in which items failed. */
export const deadLettersKey = (runId: string) => `${prefix}:dead-letters:${safe(runId)}`;

/** The key of the dead letter of one item at one account. */
export const deadLetterKey = (itemHash: string) => `${prefix}:dead-letter:${itemHash}`;

/** For keys: also for texts that `encodeURIComponent` refuses, which have half of a surrogate pair. */
function safe(text: string): string {
  return encodeURIComponent(text.replace(/[\uD800-\uDFFF]/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`));
}

/** The key of the item that a record belongs to. */
export const ownerKey = (recordHash: string) => `${prefix}:owner:${recordHash}`;

/** The key by which steps of the same identity take turns. */
export const turnKey = (identityHash: string) => `${prefix}:turn:${identityHash}`;

/** A store that ends with the process: for tests, and for state that need not outlast it. */
export function createMemoryStore(): Store {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
    removeItem: (key) => {
      items.delete(key);
    },
    getKeys: (base) => [...items.keys()].filter((key) => key.startsWith(base)),
  };
}

/** The version of every record that core stores. */
const recordVersion = 1;

/**
 * Reads a record; null if it is absent. Unreadable is not absent: throws `ConfigurationError` that names the key if the value does not
 * parse, has another shape, or was written by a newer version. Stores may return texts as they are, or parsed.
 */
export async function readRecord<T extends object>(
  store: Store,
  key: string,
  isValid: (record: object) => record is T,
): Promise<T | null> {
  const record = await readAny(store, key);
  if (record === null) return null;
  const unreadable = (why: string) =>
    new ConfigurationError(
      `the store's value of ${key} ${why}: restore it, or remove it if what it remembers may be lost`,
    );
  if (typeof record !== "object" || record === null || Array.isArray(record)) throw unreadable("cannot be read");
  const { version } = record as { version?: unknown };
  if (typeof version === "number" && version > recordVersion) throw unreadable("was written by a newer version");
  if (version !== recordVersion || !isValid(record)) throw unreadable("has an unknown shape");
  const { version: _, savedAt: __, ...kept } = record as T & { version: unknown; savedAt: unknown };
  return kept as unknown as T;
}

/** What is read; null if it never can be. Throws if the store fails for the moment, which says nothing about the value. */
export function unlessUnreadable<T>(reading: Promise<T>, onUnreadable = () => {}): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (propertyOf(error, "retryable") === true) throw error;
    onUnreadable();
    return null;
  });
}

/** Whatever a key holds: null if that is nothing, and a text that does not parse as it is. */
export async function readAny(store: Store, key: string): Promise<unknown> {
  const value = await asStoreError(`read ${key} from the store`, () => store.getItem(key));
  if (typeof value !== "string") return value ?? null;
  try {
    return JSON.parse(value) ?? value;
  } catch {
    return value;
  }
}

export async function writeRecord(
  store: Store,
  key: string,
  record: object,
  toJson: (record: object) => string = JSON.stringify,
): Promise<void> {
  const text = toJson({ ...record, version: recordVersion, savedAt: Date.now() });
  await asStoreError(`save ${key} in the store`, () => store.setItem(key, text));
}

export async function removeRecord(store: Store, key: string): Promise<void> {
  await asStoreError(`remove ${key} from the store`, () => store.removeItem(key));
}

/** Without the store's own message: it may quote the value, which can hold a person's data. The cause has it. */
async function asStoreError<T>(what: string, work: () => T): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    if (ConnectorError.isInstance(error) && ownCodes.includes(error.code)) throw error;
    const name = error instanceof Error ? error.name : "a non-Error value";
    const code = propertyOf(error, "code");
    const reason = typeof code === "string" && /^[A-Z0-9_]+$/.test(code) ? `${name} ${code}` : name;
    throw storeError(`could not ${what}: ${reason}`, error);
  }
}

/** Of errors that stores throw on purpose. Their messages quote no value. */
const ownCodes: string[] = ["configuration", "store_unavailable", "lease_lost"] satisfies ErrorCode[];

/** What passes by itself: no free file descriptor or memory, a file in use, a connection that broke. */
const transientCodes: unknown[] =
  "EMFILE ENFILE EAGAIN EBUSY EINTR ENOMEM ENOBUFS ESTALE ETIMEDOUT ECONNREFUSED ECONNRESET EPIPE EAI_AGAIN".split(" ");

/** The error of a store that failed: retryable if that passes by itself, and otherwise a matter of configuration. */
export function storeError(message: string, cause: unknown): ConnectorError {
  const code = propertyOf(cause, "code");
  return code === "store_unavailable" || transientCodes.includes(code)
    ? new ConnectorError(message, { code: "store_unavailable", retryable: true, cause })
    : new ConfigurationError(message, { cause });
}

/** The keys that begin with a prefix. Throws `ConfigurationError` for a store that cannot list them. */
export async function keysOf(store: Store, base: string): Promise<string[]> {
  const keys = await asStoreError("list the keys of the store", () => store.getKeys?.(base));
  if (!Array.isArray(keys)) throw new ConfigurationError("the store cannot list its keys: it has no getKeys(base)");
  return keys.filter((key) => typeof key === "string" && key.startsWith(base));
}

/** The keys of one kind of records, such as `delivery`. */
export function keysOfKind(store: Store, kind: string): Promise<string[]> {
  return keysOf(store, `${prefix}:${kind}:`);
}

/** A SHA-256 digest in hexadecimal. */
export async function sha256(text: string): Promise<string> {
  // Loaded when it is needed instead of imported, so that bundles for other platforms stay whole. `subtle` asks another thread, which
  // takes some fifty times as long as the digest itself.
  const { hash, createHash } = globalThis.process?.getBuiltinModule?.("crypto") ?? {};
  if (typeof hash === "function") return hash("sha256", text);
  // Node 20.19 to 21.6, and other platforms with the modules of Node.
  if (typeof createHash === "function") return createHash("sha256").update(text).digest("hex");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A hash of plain data that does not depend on the order of its keys. */
export function contentHash(item: unknown): Promise<string> {
  return sha256(JSON.stringify(item, (_, value) => (isRecord(value) ? sorted(value) : value)) ?? "");
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
