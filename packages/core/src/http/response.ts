import { ResponseShapeError } from "../errors";

/** How much of a body is read. */
interface BodyLimits {
  maxResponseBytes: number;
  /** Whether a larger body is cut. */
  onlyBeginning?: boolean;
}

/** A response whose body was read whole: what is needed of a `Response`, without another stream. */
export class Received {
  readonly ok: boolean;

  constructor(
    readonly status: number,
    readonly statusText: string,
    readonly headers: Headers,
    readonly bytes: Uint8Array<ArrayBuffer>,
  ) {
    this.ok = status >= 200 && status < 300;
  }

  text(): string {
    decoder ??= new TextDecoder();
    return decoder.decode(this.bytes);
  }

  toResponse(): Response {
    const { status, statusText, headers, bytes } = this;
    return new Response(withoutBody.includes(status) ? null : bytes, { status, statusText, headers });
  }
}

/** One for all: to create one takes longer than to decode a small body. */
let decoder: TextDecoder | undefined;

/** What a `Response` cannot have a body with. */
const withoutBody = [101, 204, 205, 304];

/**
 * Reads a response to its end. Throws `ResponseShapeError` as soon as the body is larger than it may be, unless its beginning is
 * enough. `onEnd` is given what stops the reading; a signal that has aborted before does, too.
 */
export async function readWhole(
  response: Response,
  limits: BodyLimits,
  name: string,
  signal: AbortSignal,
  onEnd: (cancel: () => void) => void,
): Promise<Received> {
  const bytes = await readCapped(response, limits, name, signal, onEnd);
  const { status, statusText, headers } = response;
  // An opaque redirect, which browsers return for a redirect that is not followed, has status 0.
  if (status === 0) return new Received(302, "", headers, nothing);
  if (status !== 101 && !(status >= 200 && status <= 599))
    throw new ResponseShapeError(`${name} responded with status ${status}`);
  return new Received(status, statusText, headers, withoutBody.includes(status) ? nothing : bytes);
}

const nothing = new Uint8Array();

async function readCapped(
  response: Response,
  { maxResponseBytes: maxBytes, onlyBeginning = false }: BodyLimits,
  name: string,
  signal: AbortSignal,
  onEnd: (cancel: () => void) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new ResponseShapeError(`${name} responded with more than ${maxBytes} bytes`, { code: "response_too_large" });
  const isAnnounced = !onlyBeginning && Number(response.headers.get("content-length")) > maxBytes;
  if (isAnnounced || signal.aborted) cancel(response.body);
  if (isAnnounced) throw tooLarge();
  signal.throwIfAborted();
  if (response.body === null) return nothing;
  const reader = response.body.getReader();
  // A `fetch` that ignores its signal would let the body run on.
  onEnd(() => cancel(reader));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    chunks.push(part.value);
    if (size <= maxBytes) continue;
    cancel(reader);
    if (!onlyBeginning) throw tooLarge();
    break;
  }
  return concatenate(chunks, size);
}

/** Not awaited: the body of a cloned response is only canceled once the other copy is, too. */
function cancel(body: Pick<ReadableStream, "cancel"> | null): void {
  body?.cancel().catch(() => undefined);
}

function concatenate(chunks: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  if (only && chunks.length === 1 && only.buffer instanceof ArrayBuffer) return only as Uint8Array<ArrayBuffer>;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** The target of a redirect. Null if the response does not redirect, or names no usable URL. */
export function locationOf(response: Pick<Response, "status" | "headers">, base: string): URL | null {
  const header = response.headers.get("location");
  if (header === null || response.status < 300 || response.status > 399) return null;
  const location = asUtf8(header);
  return URL.canParse(location, base) ? new URL(location, base) : null;
}

/** Servers send UTF-8 where only ASCII is allowed; `fetch` decodes headers byte by byte. */
function asUtf8(header: string): string {
  const bytes = Uint8Array.from(header, (char) => char.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return header;
  }
}

/** What a body is that is not the expected JSON. */
export function describeBody(text: string): string {
  if (text.trim() === "") return "an empty body";
  if (/^\s*<\?xml/i.test(text) && !/<html/i.test(text)) return "an XML document";
  if (/^\s*<[!?a-z]/i.test(text)) return "an HTML page";
  if (/^\s*[[{]/.test(text)) return "truncated or broken JSON";
  return "plain text";
}

const longestMessage = 500;

/**
 * The vendor's own message in an error body, in any of the usual shapes: a text, `message`, `error` (text or object), `detail`, and
 * `errors` as a list of texts or objects, or by field, at any depth. Empty if the body has no message.
 */
export function findMessage(body: unknown): string {
  if (typeof body === "string") return describeBody(body) === "plain text" ? body.trim() : "";
  if (typeof body !== "object" || body === null) return "";
  if (Array.isArray(body)) return textOf(body);
  const fields = body as Record<string, unknown>;
  const parts = ownTexts(fields, [...messageKeys, ...listKeys]);
  // Such as `validation_errors`.
  const others = Object.keys(fields).filter((key) => /errors?$/i.test(key));
  return (parts.length > 0 ? parts : ownTexts(fields, others)).join(": ");
}

/** Where vendors put a message for people. */
const messageKeys = "message msg error error_description error_message errorMessage title detail".split(" ");

/** Where they put several of them, as a list or by field. */
const listKeys = ["details", "errors", "fault"];

/** Where they name what a message is about. */
const subjectKeys = ["field", "loc", "path", "param", "parameter", "property", "attribute", "source", "pointer"];

/** Deeper ones are not errors for people. */
const mostLevels = 8;

/** The text of a value within an error body: `field message` for objects that name both, else `key text` for each of their keys. */
function textOf(value: unknown, level = 1): string {
  if (typeof value === "string" || typeof value === "number") return String(value).trim();
  if (typeof value !== "object" || value === null || level > mostLevels) return "";
  if (Array.isArray(value)) return unique(value.map((entry) => textOf(entry, level + 1))).join("; ");
  const fields = value as Record<string, unknown>;
  // A list under such a key is about a field of that name: a title can be invalid, too.
  const keys = [...messageKeys.filter((key) => !Array.isArray(fields[key])), ...listKeys];
  const texts = ownTexts(fields, keys, level + 1);
  if (texts.length > 0) return [subjectOf(fields), texts.join(": ")].filter(Boolean).join(" ");
  return Object.entries(fields)
    .map(([name, entry]) => [name, textOf(entry, level + 1)])
    .filter(([, text]) => text)
    .map(([name, text]) => `${name} ${text}`)
    .join("; ");
}

function ownTexts(fields: Record<string, unknown>, keys: string[], level = 1): string[] {
  return unique(keys.map((key) => textOf(fields[key], level)));
}

/** `body.emails.0` for a place given as a list. Nothing else of the object: it may repeat what a person entered. */
function subjectOf(fields: Record<string, unknown>): string {
  for (const key of subjectKeys) {
    const subject = fields[key];
    if (Array.isArray(subject)) return subject.filter((part) => typeof part !== "object").join(".");
    if (typeof subject === "object" && subject !== null) return subjectOf(subject as Record<string, unknown>);
    if (typeof subject === "string" && subject) return subject;
  }
  return "";
}

function unique(texts: string[]): string[] {
  return [...new Set(texts.filter(Boolean))];
}

/** Cut between words: half of a secret would not be recognized and redacted. */
export function shortened(message: string): string {
  return message.length <= longestMessage ? message : message.slice(0, longestMessage).replace(/\S*$/, "").trimEnd();
}
