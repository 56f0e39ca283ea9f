import { recordingFetch } from "@hrflow-connectors/testing/vitest";

type Respond = (request: Request) => Response | Promise<Response>;

/** Responses by `METHOD url`, with or without the query. A list is used in order, and its last response again. */
export type Routes = Record<string, Respond | Respond[]>;

/** A network that records every request, and distinguishes requests by their queries where a route has one. */
export function createNetwork(routes: Routes) {
  const used = new Map<string, number>();
  const respond: Respond = (request) => {
    const key = `${request.method} ${request.url}`;
    const found = [routes[key] ?? routes[withoutQuery(key)] ?? unexpected].flat();
    const count = used.get(key) ?? 0;
    used.set(key, count + 1);
    return (found[Math.min(count, found.length - 1)] as Respond)(request);
  };
  const { fetch, sent } = recordingFetch(
    Object.fromEntries(Object.keys(routes).map((key) => [withoutQuery(key), respond])),
  );
  return {
    fetch,
    sent,
    /** The requests to one host, as `METHOD path?query`. */
    calls: (host: string) =>
      sent
        .map((request) => ({ ...request, url: new URL(request.url) }))
        .filter(({ url }) => url.host === host)
        .map(({ method, url }) => `${method} ${url.pathname}${url.search}`),
    find: (method: string, url: string) => sent.find((request) => request.method === method && request.url === url),
  };
}

const withoutQuery = (key: string) => key.replace(/\?.*/, "");
const unexpected: Respond = () => new Response("no route has this query", { status: 501 });
