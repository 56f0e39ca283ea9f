import type { Logger } from "../contract/result";
import type {
  WebhookDocument,
  WebhookEvent,
  WebhookHandler,
  WebhookOptions,
  WebhookSource,
  Webhooks,
} from "../contract/webhooks";
import { AbortedError, ConfigurationError } from "../errors";
import { instant, propertyOf } from "../formats/values";
import { withLock } from "../state/lock";
import { kindOf } from "../state/plain-data";
import { readRecord, webhookKey, writeRecord } from "../state/state";
import { after, Ending } from "../stop";
import {
  checkRequest,
  type Delivery,
  eventOf,
  isTimeSigned,
  parseBody,
  Refusal,
  readBody,
  unlessStopped,
  valueAt,
  verify,
} from "./request";

export type * from "../contract/webhooks";

/** Types payloads by the `webhooks` of an OpenAPI document, as `openapi-typescript` writes them. */
export function webhookDocument<Webhooks extends object>(): WebhookDocument<Webhooks> {
  return {};
}

/**
 * Describes a vendor's webhooks; `defineConnector` makes them the connector's `webhooks`. Throws `ConfigurationError` for a definition
 * that cannot work, naming the part.
 */
export function defineWebhooks<const Source extends WebhookSource>(source: Source): Webhooks<Source> {
  checkSource(source);
  return Object.assign((options: WebhookOptions<WebhookEvent<Source>>) => createHandler(source, options), { source });
}

function checkSource(source: WebhookSource): void {
  const { name, signature, time, events, document } = source;
  const fail = (message: string): never => {
    throw new ConfigurationError(`webhooks of ${JSON.stringify(name)}: ${message}`);
  };
  const { algorithm, encoding, signed } = signature;
  if (algorithm !== "hmac-sha256") fail('signature.algorithm: expected "hmac-sha256"');
  if (encoding !== "hex" && encoding !== "base64") fail('signature.encoding: expected "hex" or "base64"');
  if (!(signed?.length > 0)) fail("signature.signed: expected what the signature covers");
  if (document && !signed.includes("body")) fail("document: the signature does not cover the body");
  if (time?.maxAgeMs !== undefined && !isTimeSigned(source)) fail("time: the signature does not cover it");
  for (const [type, { ids, action, deleted }] of Object.entries(events)) {
    if (type === "unknown") fail('event "unknown": the name is reserved');
    const used = [...Object.values(action?.originParameters ?? {}).flat(), ...(deleted ? [deleted.id] : [])];
    for (const id of used) if (!Object.hasOwn(ids, id)) fail(`event "${type}": ids has no ${id}`);
  }
}

/** What the vendor is told. The text tells nothing of the delivery. */
type Outcome = { status: number; text: string };

/** How far a vendor's clock may be ahead of ours. */
const clockSkewMs = 5 * 60_000;

/** Creates the handler of a vendor's webhooks. Throws `ConfigurationError` for wrong options. */
function createHandler<Event>(source: WebhookSource, options: WebhookOptions<Event>): WebhookHandler {
  const { secrets, store, onEvent, maxBodyBytes, timeoutMs, maxAgeMs, logger } = checkOptions(source, options);
  const attemptsMs = maxAgeMs ?? source.time?.maxAgeMs ?? Number.POSITIVE_INFINITY;
  let imported: Promise<CryptoKey[]> | undefined;
  const importSecrets = () => {
    imported ??= Promise.all(secrets.map(importSecret));
    return imported;
  };

  async function handle(request: Request, stop: Ending, told: { event?: string }): Promise<Outcome> {
    checkRequest(request);
    const bytes = await readBody(request, maxBodyBytes, stop);
    const { headers } = request;
    const { delivery, signed, key } = await verify(source, { headers, bytes }, await importSecrets());
    const complete = { ...delivery, body: delivery.body ?? parseBody(bytes) };
    const time = timeOf(source, complete, maxAgeMs);
    if (source.isTest?.(complete.body)) return { status: 200, text: "test delivery" };
    const covered = source.signature.signed.includes("body") ? bytes : signed;
    const known = source.id && valueAt(source.id, complete);
    const id = known ?? toHex(await crypto.subtle.digest("SHA-256", covered));
    const event = { id, time, ...eventOf(source, complete) };
    told.event = event.type;
    const stored = webhookKey(source.name, await mark(key, id));
    const handleOnce = async () => {
      const done = await readRecord(store, stored, isDone);
      // Without an id, an event with the same body is another one once no attempt of the first can come any more.
      const mayBeOther = done !== null && known === undefined && Date.now() - (done.at ?? 0) > attemptsMs;
      if (done && !mayBeOther) return { status: 200, text: "duplicate" };
      const work = unlessFailed(async () => onEvent(event as Event, { signal: stop.signal }));
      // Also if it ends too late for this delivery: then the vendor's next attempt has nothing left to do.
      const handled = work.then(() => writeRecord(store, stored, { status: "done", at: Date.now() }));
      await unlessStopped(handled, stop);
      return { status: 200, text: "accepted" };
    };
    return withLock(store, stored, handleOnce, stop);
  }

  return async (request) => {
    const stop = new Ending();
    const cancel = after(timeoutMs, () => stop.abort(new AbortedError("the delivery took too long")));
    const told: { event?: string } = {};
    const { status, text } = await unlessStopped(handle(request, stop, told), stop)
      .catch(outcomeOf)
      .finally(cancel);
    tell(logger, status, { connector: source.name, ...told, status }, `webhook: ${text}`);
    const headers = { "content-type": "text/plain", ...(status === 405 ? { allow: "POST" } : {}) };
    return new Response(text, { status, headers });
  };
}

/** The defaults of the options. Messages name the option, and never quote a secret. */
function checkOptions<Event>(source: WebhookSource, options: WebhookOptions<Event>) {
  const { secrets, store, onEvent, maxBodyBytes = 1_000_000, timeoutMs = 10_000, maxAgeMs, logger } = options ?? {};
  const fail = (option: string, expected: string): never => {
    throw new ConfigurationError(`webhooks of ${source.name}: ${option}: expected ${expected}`);
  };
  const given: unknown[] = typeof secrets === "string" ? [secrets] : Array.isArray(secrets) ? secrets : [];
  const texts = given.filter((secret): secret is string => typeof secret === "string" && secret.trim() !== "");
  if (given.length === 0 || texts.length < given.length) fail("secrets", "a secret, or a list of secrets, not empty");
  const methods = ["getItem", "setItem", "removeItem"].map((name) => propertyOf(store, name));
  if (methods.some((method) => typeof method !== "function")) fail("store", "a store");
  if (typeof onEvent !== "function") fail("onEvent", `a function, found ${kindOf(onEvent)}`);
  if (!(maxBodyBytes > 0)) fail("maxBodyBytes", "a number above 0");
  if (!(timeoutMs > 0)) fail("timeoutMs", "milliseconds above 0");
  if (maxAgeMs !== undefined && !(maxAgeMs > 0)) fail("maxAgeMs", "milliseconds above 0");
  if (maxAgeMs !== undefined && !isTimeSigned(source)) fail("maxAgeMs", "nothing: the signature covers no time");
  return { secrets: texts, store, onEvent, maxBodyBytes, timeoutMs, maxAgeMs, logger };
}

function importSecret(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/**
 * What an event is remembered by. An HMAC, because accounts that share a store may use the same ids, and the store must not tell them.
 * No vendor signs a text that begins like this one.
 */
async function mark(key: CryptoKey, id: string): Promise<string> {
  return toHex(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`hrflow-connectors event ${id}`)));
}

function toHex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An event that was handled, and when, in epoch milliseconds. */
const isDone = (record: object): record is { at?: number } => propertyOf(record, "status") === "done";

async function unlessFailed(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Refusal(500, `onEvent failed: ${nameOf(error)}`);
  }
}

/** What fails on our side is 5xx: some vendors give up after a 4xx. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof Refusal) return { status: error.status, text: error.message };
  const text = AbortedError.isInstance(error) ? "took too long" : `could not be handled: ${nameOf(error)}`;
  return { status: 503, text };
}

/** The code or name of an error. Its message may quote the delivery. */
function nameOf(error: unknown): string {
  const names = [propertyOf(error, "code"), propertyOf(error, "name")];
  return String(names.find((name) => typeof name === "string" && /^\w{1,60}$/.test(name)) ?? "an unknown error");
}

function tell(logger: Partial<Logger> | undefined, status: number, fields: object, message: string): void {
  try {
    logger?.[status < 400 ? "debug" : status < 500 ? "warn" : "error"]?.(fields, message);
  } catch {
    // A logger that fails must not change what the vendor is told.
  }
}

/** In ISO 8601, or null. Throws `Refusal` for a delivery that is too old or from the future. */
function timeOf(source: WebhookSource, delivery: Delivery, maxAgeMs = source.time?.maxAgeMs): string | null {
  const { time } = source;
  const text = time && valueAt(time.in, delivery);
  const ms = text === undefined ? Number.NaN : time?.unit === "iso" ? (instant(text) ?? Number.NaN) : epochMs(text);
  const at = time?.unit === "s" ? ms * 1000 : ms;
  const age = Date.now() - at;
  if (maxAgeMs !== undefined && !(age <= maxAgeMs && age >= -clockSkewMs))
    throw new Refusal(401, "outside the time in which a delivery is accepted");
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null;
}

/** A number has one spelling alone: otherwise digits could move between values that are signed one after the other. */
const epochMs = (text: string) => (/^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN);
