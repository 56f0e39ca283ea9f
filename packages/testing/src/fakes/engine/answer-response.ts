import type { FakeAnswer } from "./fake-types";

/** An answer as `fetch` gives it. */
export function answerResponse({ status, body, headers = {} }: FakeAnswer): Response {
  if (body === undefined) return new Response(null, { status, headers });
  const isRaw = new Headers(headers).has("content-type") && (typeof body === "string" || body instanceof Uint8Array);
  if (isRaw) return new Response(body as string | Uint8Array<ArrayBuffer>, { status, headers });
  const json = { "content-type": "application/json", ...headers };
  return new Response(JSON.stringify(body), { status, headers: json });
}
