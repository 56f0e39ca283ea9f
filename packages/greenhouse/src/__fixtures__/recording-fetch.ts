/** A request as it went out. */
export interface Sent {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Parsed where it is JSON, else the text; null without one. */
  body: unknown;
}

type Answer = Response | Promise<Response> | Error;
/** Answers per `METHOD url`, in turn; the last one stays. A function is asked each time. */
export type Routes = Record<string, (() => Answer) | (() => Answer)[]>;

export interface RecordingFetch {
  fetch: (request: Request) => Promise<Response>;
  sent: Sent[];
  /** Those to one host, as `METHOD path?query`. */
  calls(host: string): string[];
  find(method: string, url: string): Sent | undefined;
}

/** A network of hand-written answers that keeps every request. A request that nobody expects fails the test. */
export function recordingFetch(routes: Routes): RecordingFetch {
  const sent: Sent[] = [];
  const counts = new Map<string, number>();
  return {
    sent,
    calls: (host) =>
      sent
        .filter(({ url }) => new URL(url).host === host)
        .map(({ method, url }) => `${method} ${new URL(url).pathname}${new URL(url).search}`),
    find: (method, url) => sent.find((request) => request.method === method && request.url === url),
    async fetch(request) {
      const text = await request.clone().text();
      const { method, url } = request;
      sent.push({ method, url, headers: Object.fromEntries(request.headers), body: parsed(text) });
      const key = `${method} ${url}`;
      const route = routes[key] ?? routes[`${method} ${url.split("?")[0]}`];
      if (!route) throw new Error(`nobody expects ${key}`);
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      const answers = Array.isArray(route) ? route : [route];
      const answer = (answers[Math.min(count, answers.length - 1)] as () => Answer)();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

/** A JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): () => Response {
  return () =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

/** Any other answer. */
export function plain(body: BodyInit | null, status = 200, headers: Record<string, string> = {}): () => Response {
  return () => new Response(body, { status, headers });
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
