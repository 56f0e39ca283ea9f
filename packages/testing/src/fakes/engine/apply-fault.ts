import { answerResponse } from "./answer-response";
import type { Fault } from "./fake-types";
import { networkError } from "./network-error";
import { slowBody } from "./slow-body";

export type Handler = (request: Request) => Promise<Response>;

/** A handler that behaves as another one, but for a fault. */
export function applyFault(fault: Fault, handler: Handler, now: () => number): Handler {
  switch (fault.kind) {
    case "status":
      return async (request) => {
        if (fault.acted) await handler(request);
        return answerResponse({ status: fault.status, body: fault.body, headers: retryAfter(fault, now) });
      };
    case "refused":
      return () => Promise.reject(networkError("ECONNREFUSED"));
    case "reset":
      return async (request) => {
        if (fault.when === "after") await handler(request);
        throw networkError("ECONNRESET");
      };
    case "hang":
      return async (request) => {
        if (fault.when === "after") await handler(request);
        return aborted(request);
      };
    case "slow-body":
      return async (request) => slowBody(await handler(request), fault.bytesPerSecond, request);
    default:
      return async (request) => {
        const answered = fault.when === "before" ? madeUp() : await handler(request);
        return spoilt(fault.kind, answered, fault.status ?? answered.status);
      };
  }
}

function retryAfter(fault: Fault & { kind: "status" }, now: () => number): Record<string, string> {
  if (!fault.retryAfter) return {};
  const ms = fault.retryAfterMs ?? 1000;
  if (fault.retryAfter === "seconds") return { "retry-after": String(Math.ceil(ms / 1000)) };
  return { "retry-after": new Date(Math.ceil((now() + ms) / 1000) * 1000).toUTCString() };
}

function aborted({ signal }: Request): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** What a vendor that did nothing seems to say. */
function madeUp(): Response {
  return answerResponse({ status: 200, body: { data: { id: "00000000-0000-4000-8000-000000000000" } } });
}

async function spoilt(
  kind: "html" | "empty" | "truncated" | "wrong-content-type",
  answered: Response,
  status: number,
): Promise<Response> {
  const text = await answered.text();
  const headers = Object.fromEntries(answered.headers);
  switch (kind) {
    case "html":
      return typed(status, "<!doctype html><title>Please wait</title><p>Please wait.</p>", headers, "text/html");
    case "empty":
      return new Response(null, { status, headers });
    case "truncated":
      return typed(status, text.slice(0, Math.floor(text.length / 2)), headers, "application/json");
    case "wrong-content-type":
      return typed(status, text, headers, "text/plain");
  }
}

/** A status that may have no body keeps none. */
function typed(status: number, text: string, headers: Record<string, string>, contentType: string): Response {
  const body = [204, 205, 304].includes(status) ? null : text;
  return new Response(body, { status, headers: { ...headers, "content-type": contentType } });
}
