/** Divisible by three, so that the pieces join without padding between them. */
const pieceLength = 3 * 8192;

/** Bytes as base64, on every platform, without holding a character list of the whole. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += pieceLength) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + pieceLength))));
  }
  return pieces.join("");
}
