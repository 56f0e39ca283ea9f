/** Codes of Node and undici for a connection that was never made: the vendor has not seen the request. */
const codes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether a network error surely came before the request was sent. Platforms that do not say so count as unsure. */
export function neverConnected(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("code" in error && codes.has(String(error.code))) return true;
  if ("errors" in error && Array.isArray(error.errors)) {
    return error.errors.length > 0 && error.errors.every(neverConnected);
  }
  return "cause" in error && neverConnected(error.cause);
}
