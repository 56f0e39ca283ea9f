import type { Fault, FaultMatch } from "./fake-types";
import { matchPath } from "./find-route";
import { networkError, toResponse } from "./http-messages";

export interface FaultPlan {
  add(fault: Fault, match?: FaultMatch): void;
  /** Returns the fault for a request and uses it up once. */
  take(method: string, path: string): Fault | undefined;
  clear(): void;
}

/** Decides which request meets which fault. A request that one fault skips may meet a later one. */
export function createFaultPlan(): FaultPlan {
  const planned: { fault: Fault; match: FaultMatch; skip: number; times: number }[] = [];
  return {
    add(fault, match = {}) {
      planned.push({ fault, match, skip: match.skip ?? 0, times: match.times ?? 1 });
    },
    take(method, path) {
      for (const entry of planned) {
        if (entry.times <= 0 || !matches(entry.match, method, path)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.times -= 1;
        return entry.fault;
      }
      return undefined;
    },
    clear() {
      planned.length = 0;
    },
  };
}

function matches(match: FaultMatch, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  return match.path === undefined || match.path === path || matchPath(match.path, path) !== undefined;
}

export type Handler = (request: Request) => Promise<Response>;

const injected = new WeakSet<Response>();

/** Whether a response is that of a fault, which no document describes. */
export const isInjected = (response: Response) => injected.has(response);

/** Wraps a handler with a fault. */
export function applyFault(fault: Fault, handler: Handler, now: () => number): Handler {
  const apply = faultyHandler(fault, handler, now);
  return async (request) => {
    const response = await apply(request);
    injected.add(response);
    return response;
  };
}

function faultyHandler(fault: Fault, handler: Handler, now: () => number): Handler {
  switch (fault.kind) {
    case "status":
      return async (request) => {
        if (fault.acted) await handler(request);
        const headers = { ...fault.headers, ...retryAfter(fault, now) };
        return toResponse({ status: fault.status, body: fault.body, headers });
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
        return untilAborted(request);
      };
    case "slow-body":
      return async (request) => slowBody(await handler(request), fault.bytesPerSecond, request);
    default:
      return async (request) => {
        const response = fault.when === "before" ? successWithoutEffect() : await handler(request);
        return corrupted(fault.kind, response, fault.status ?? response.status);
      };
  }
}

function retryAfter(fault: Fault & { kind: "status" }, now: () => number): Record<string, string> {
  if (!fault.retryAfter) return {};
  const ms = fault.retryAfterMs ?? 1000;
  if (fault.retryAfter === "seconds") return { "retry-after": String(Math.ceil(ms / 1000)) };
  return { "retry-after": new Date(Math.ceil((now() + ms) / 1000) * 1000).toUTCString() };
}

function untilAborted({ signal }: Request): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A plausible response of a vendor that did nothing. */
function successWithoutEffect(): Response {
  return toResponse({ status: 200, body: { data: { id: "00000000-0000-4000-8000-000000000000" } } });
}

async function corrupted(
  kind: "html" | "empty" | "truncated" | "wrong-content-type",
  response: Response,
  status: number,
): Promise<Response> {
  const text = await response.text();
  const headers = Object.fromEntries(response.headers);
  const withText = (body: string, contentType: string) => {
    const isBodyAllowed = ![204, 205, 304].includes(status);
    return new Response(isBodyAllowed ? body : null, { status, headers: { ...headers, "content-type": contentType } });
  };
  switch (kind) {
    case "html":
      return withText("<!doctype html><title>Please wait</title><p>Please wait.</p>", "text/html");
    case "empty":
      return new Response(null, { status, headers });
    case "truncated":
      return withText(text.slice(0, Math.floor(text.length / 2)), "application/json");
    case "wrong-content-type":
      return withText(text, "text/plain");
  }
}

const chunkMs = 100;

/** Sends the response's body in small chunks until it ends or the request is aborted. */
async function slowBody(response: Response, bytesPerSecond: number, request: Request): Promise<Response> {
  const { status, headers } = response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === 0) return new Response(null, { status, headers });
  const size = Math.max(1, Math.round((bytesPerSecond * chunkMs) / 1000));
  const pauseMs = Math.max(chunkMs, (size / bytesPerSecond) * 1000);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await pause(pauseMs, request);
        if (request.signal.aborted) return controller.error(request.signal.reason);
        controller.enqueue(bytes.slice(sent, sent + size));
        sent += size;
        if (sent >= bytes.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}

/** The timer's closure references the request, so that it is not garbage-collected before an abort. */
function pause(ms: number, request: Request): Promise<void> {
  if (request.signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    request.signal.addEventListener("abort", end);
  });
}
