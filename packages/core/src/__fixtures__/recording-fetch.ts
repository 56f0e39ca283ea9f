import type { RunEventDetails } from "../contract/v1";
import { createHttp } from "../http/create-http";

export interface RecordedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

type Answer = Response | Error | ((request: Request) => Response | Promise<Response>);

/** A `fetch` that notes each request and gives the answers in order, the last one again and again. */
export function createRecordingFetch(...answers: Answer[]) {
  const requests: RecordedRequest[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    const body = await request.clone().text();
    requests.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body });
    if (typeof answer === "function") return answer(request);
    if (answer instanceof Response) return answer.clone();
    throw answer ?? new Error("no answer was prepared");
  };
  return { fetch, requests };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

/** What Node's own `fetch` throws when a connection fails. */
export function connectionError(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(`connect ${code}`), { code }) });
}

/** The door of a run, with its events. */
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
