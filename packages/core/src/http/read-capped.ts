import { ResponseShapeError } from "../errors";

/** Reads an answer's body whole, and gives up as soon as it is larger than it may be. */
export async function readCapped(response: Response, maxBytes: number, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new ResponseShapeError(`${name} answered more than ${maxBytes} bytes`, { code: "response_too_large" });
  if (Number(response.headers.get("content-length")) > maxBytes) {
    giveUp(response.body);
    throw tooLarge();
  }
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      giveUp(reader);
      throw tooLarge();
    }
    chunks.push(part.value);
  }
  return concatenate(chunks, size);
}

/** Not waited for: the body of a cloned answer is only cancelled once the other copy is, too. */
function giveUp(body: Pick<ReadableStream, "cancel"> | null): void {
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
