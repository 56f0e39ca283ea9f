import type { RunEventDetails } from "../contract/result";
import { createHttp, type HttpOptions } from "../http/http";

export type Reply = Response | Error | ((request: Request) => Response | Promise<Response>);

/** A `fetch` that gives prepared replies in order, the last one again and again, and records the requests. */
function replying(...replies: Reply[]) {
  const requests: { method: string; url: string; authorization: string | null; body: string }[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const reply = replies[Math.min(requests.length, replies.length - 1)];
    const body = await request.clone().text();
    const { method, url } = request;
    requests.push({ method, url, authorization: request.headers.get("authorization"), body });
    if (typeof reply === "function") return reply(request);
    if (reply instanceof Response) return reply.clone();
    throw reply ?? new Error("no reply was prepared");
  };
  return { fetch, requests };
}

/** The HTTP client of a run over prepared replies, with its events. */
export function httpOver(replies: Reply[], options: HttpOptions = {}) {
  const { fetch, requests } = replying(...replies);
  const events: RunEventDetails[] = [];
  const http = createHttp({ fetch, emit: (event) => void events.push(event), ...options });
  return { http, requests, events };
}

/** What Node's `fetch` throws: the system call tells how far the request came. */
export function networkFault(code: string, syscall?: string): TypeError {
  const cause = Object.assign(new Error(`${syscall ?? "socket"} ${code}`), { code, ...(syscall ? { syscall } : {}) });
  return new TypeError("fetch failed", { cause });
}

export function redirect(location: string, status = 302): Response {
  return new Response(null, { status, headers: { location } });
}
