import { ResponseShapeError } from "../errors";

/** The response with its body read whole. Throws `ResponseShapeError` as soon as the body is larger than it may be. */
export async function bufferResponse(response: Response, maxBytes: number, name: string): Promise<Response> {
  const bytes = await readCapped(response, maxBytes, name);
  const { status, statusText, headers } = response;
  // An opaque redirect, which browsers return for a redirect that is not followed, has status 0.
  if (status === 0) return new Response(null, { status: 302, headers });
  return new Response([101, 204, 205, 304].includes(status) ? null : bytes, { status, statusText, headers });
}

async function readCapped(response: Response, maxBytes: number, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new ResponseShapeError(`${name} responded with more than ${maxBytes} bytes`, { code: "response_too_large" });
  if (Number(response.headers.get("content-length")) > maxBytes) {
    cancel(response.body);
    throw tooLarge();
  }
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      cancel(reader);
      throw tooLarge();
    }
    chunks.push(part.value);
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
 * The vendor's own message in an error body, in any of the usual shapes: `message`, `error` (text or object), `detail`, and `errors` as
 * a list of texts or objects, or by field. Empty if there is none.
 */
export function findMessage(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const { message, error, error_description, detail, errors } = body as Record<string, unknown>;
  const parts = [message, error, error_description, detail, Array.isArray(errors) ? errors : [errors]].map(textOf);
  return [...new Set(parts.filter(Boolean))].join(": ");
}

function textOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join("; ");
  if (typeof value !== "object" || value === null) return "";
  const { field, message, ...others } = value as Record<string, unknown>;
  if (message !== undefined) return [field, message].map(textOf).filter(Boolean).join(" ");
  return Object.entries(others)
    .map(([name, entry]) => `${name} ${textOf(entry)}`)
    .join("; ");
}

/** Cut between words: half of a secret would not be recognized and redacted. */
export function shortened(message: string): string {
  return message.length <= longestMessage ? message : message.slice(0, longestMessage).replace(/\S*$/, "").trimEnd();
}
