import type { RunEventDetails } from "../contract/result";
import { createHttp } from "../http/http";

export interface RecordedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

type Outcome = Response | Error | ((request: Request) => Response | Promise<Response>);

/** A `fetch` that records each request and gives the outcomes in order, the last one again and again. */
export function createRecordingFetch(...outcomes: Outcome[]) {
  const requests: RecordedRequest[] = [];
  const fetch = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(input, init);
    const outcome = outcomes[Math.min(requests.length, outcomes.length - 1)];
    const body = await request.clone().text();
    requests.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body });
    if (typeof outcome === "function") return outcome(request);
    if (outcome instanceof Response) return outcome.clone();
    throw outcome ?? new Error("no response was prepared");
  };
  return { fetch, requests };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

/** What failed, by the code of the error. The connect timeout of undici makes no system call. */
const systemCalls: Record<string, string | undefined> = {
  ECONNREFUSED: "connect",
  ENETUNREACH: "connect",
  ENOTFOUND: "getaddrinfo",
  EAI_AGAIN: "getaddrinfo",
  ECONNRESET: "read",
  EPIPE: "write",
};

/** What Node's own `fetch` throws when a connection fails. */
export function connectionError(code: string): TypeError {
  return new TypeError("fetch failed", { cause: systemError(code) });
}

export function systemError(code: string): Error {
  const syscall = systemCalls[code];
  return Object.assign(new Error(`${syscall} ${code}`), { code, ...(syscall ? { syscall } : {}) });
}

/** The HTTP client of a run, with its events. */
export function createTestHttp(fetch: (request: Request) => Promise<Response>, signal = new AbortController().signal) {
  const events: RunEventDetails[] = [];
  const http = createHttp({
    fetch,
    signal,
    userAgent: "hrflow-connectors/1.2.3 (hrflow-connector-acme)",
    emit: (event) => void events.push(event),
  });
  return { http, events };
}
