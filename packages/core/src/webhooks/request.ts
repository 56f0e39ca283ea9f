import type { WebhookEventSource, WebhookPlace, WebhookSource } from "../contract/webhooks";
import { isRecord } from "../state/plain-data";
import { onAbort, type StopSignal } from "../stop";

/** A request of a vendor, whose body was read. It is parsed before the signature is verified only where it holds a part of it. */
export interface Delivery {
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
  body: Record<string, unknown> | undefined;
}

/** A request that is refused. The message tells nothing of it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What work resolves to, unless the signal aborts first. */
export function unlessStopped<T>(work: Promise<T>, signal: StopSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = onAbort(signal, () => reject(signal.reason));
    if (signal.aborted) reject(signal.reason);
    work.then(resolve, reject).finally(cancel);
  });
}

/** Throws `Refusal` for a request that cannot be a delivery. */
export function checkRequest({ method, headers }: Request): void {
  if (method !== "POST") throw new Refusal(405, "expected POST");
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const isJson = type === undefined || /^application\/([\w.-]+\+)?json$/.test(type);
  if (!isJson || (headers.get("content-encoding") ?? "identity") !== "identity")
    throw new Refusal(415, "expected JSON, not compressed");
}

/** Reads the raw body. Its size is counted while it arrives, because `content-length` may be wrong. */
export async function readBody(
  request: Request,
  maxBytes: number,
  signal: StopSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed) throw new Refusal(500, "the body was read before: give the handler the request as it came");
  const tooLarge = new Refusal(413, "the body is too large");
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge;
  const reader = request.body?.getReader();
  if (!reader) {
    // Without a body; and Firefox has no streams of requests.
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > maxBytes) throw tooLarge;
    return bytes;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await unlessStopped(reader.read(), signal);
      if (done) return joined(chunks);
      size += value.length;
      chunks.push(value);
      if (size > maxBytes) throw tooLarge;
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    if (signal.aborted || error === tooLarge) throw error;
    throw new Refusal(400, "the body broke off");
  }
}

/** Throws `Refusal` for bytes that are not a JSON object in UTF-8. */
export function parseBody(bytes: Uint8Array): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(body)) return body;
  } catch {
    // The error may quote the body.
  }
  throw new Refusal(400, "the body is not a JSON object");
}

/** A field of a body by its path, `data.job.id`; undefined if it is absent. */
function fieldOf(body: unknown, path: string): unknown {
  let value = body;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** A text or whole number of a delivery as text; undefined if it is absent, empty or anything else. */
export function valueAt(place: WebhookPlace, { headers, body }: Delivery): string | undefined {
  const value = "header" in place ? headers.get(place.header) : fieldOf(body, place.field);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether the signature covers the time of a delivery. */
export function isTimeSigned({ time, signature: { signed } }: WebhookSource): boolean {
  if (!time) return false;
  if ("field" in time.in && signed.includes("body")) return true;
  return signed.some((part) => JSON.stringify(part) === JSON.stringify(time.in));
}

/** Verifies the signature. Returns what it covers, and the key that signed it. Throws `Refusal` if none of them did. */
export async function verify(source: WebhookSource, arrived: Omit<Delivery, "body">, keys: readonly CryptoKey[]) {
  const { in: place, signed: parts } = source.signature;
  const needsBody = [place, ...parts].some((part) => part !== "body" && "field" in part);
  const delivery: Delivery = { ...arrived, body: needsBody ? parseBody(arrived.bytes) : undefined };
  const digest = digestOf(source, delivery);
  const signed = signedBytes(source, delivery);
  if (digest && signed) {
    // The platform compares digests in constant time.
    const matches = await Promise.all(keys.map((key) => crypto.subtle.verify("HMAC", key, digest, signed)));
    const key = keys[matches.indexOf(true)];
    if (key) return { delivery, signed, key };
  }
  throw new Refusal(401, "wrong signature");
}

/** The digest of a delivery; undefined if it is missing or is not the 32 bytes of SHA-256 in the vendor's form. */
function digestOf({ signature }: WebhookSource, delivery: Delivery): Uint8Array<ArrayBuffer> | undefined {
  const { prefix = "", encoding } = signature;
  const text = valueAt(signature.in, delivery);
  if (!text?.startsWith(prefix)) return undefined;
  const digest = text.slice(prefix.length);
  if (encoding === "hex") {
    if (!/^[0-9a-f]{64}$/i.test(digest)) return undefined;
    return Uint8Array.from(digest.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  if (!/^[A-Za-z0-9+/]{43}=$/.test(digest)) return undefined;
  return Uint8Array.from(atob(digest), (character) => character.charCodeAt(0));
}

/** What the signature covers; undefined if a part is missing. */
function signedBytes(source: WebhookSource, delivery: Delivery): Uint8Array<ArrayBuffer> | undefined {
  const parts: Uint8Array[] = [];
  for (const part of source.signature.signed) {
    const text = part === "body" ? "" : valueAt(part, delivery);
    if (text === undefined) return undefined;
    parts.push(part === "body" ? delivery.bytes : new TextEncoder().encode(text));
  }
  return joined(parts);
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** What `onEvent` is given, but for its id and time. */
export function eventOf(source: WebhookSource, delivery: Delivery) {
  const { body } = delivery;
  const name = fieldOf(body, source.type);
  const payload = source.document ? { payload: body } : {};
  if (typeof name !== "string" || !Object.hasOwn(source.events, name)) {
    const found = typeof name === "string" ? name : null;
    return { type: "unknown", name: found, ids: {}, action: null, deleted: null, ...payload };
  }
  const { ids: places, action, deleted } = source.events[name] as WebhookEventSource;
  const ids: Record<string, string> = {};
  for (const [id, fields] of Object.entries(places)) {
    const found = [fields].flat().map((field: string) => valueAt({ field }, delivery));
    const value = found.find((text) => text !== undefined && idPattern.test(text));
    if (value !== undefined) ids[id] = value;
  }
  const deletedId = deleted && ids[deleted.id];
  const gone = deleted && deletedId !== undefined ? { kind: deleted.kind, id: deletedId } : null;
  return { type: name, ids, action: actionOf(action, ids), deleted: gone, ...payload };
}

/** Ids become parts of paths: a list of safe characters, and no dot at the start. */
const idPattern = /^\w[\w.:~-]{0,199}$/;

function actionOf(action: WebhookEventSource["action"], ids: Record<string, string>) {
  if (!action) return null;
  const originParameters: Record<string, string | string[]> = {};
  for (const [parameter, id] of Object.entries(action.originParameters)) {
    const value = ids[typeof id === "string" ? id : id[0]];
    if (value === undefined) return null;
    originParameters[parameter] = typeof id === "string" ? value : [value];
  }
  return { method: action.method, originParameters, ...(action.readMode ? { readMode: action.readMode } : {}) };
}
