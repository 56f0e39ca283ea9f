import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeServer } from "./fake-types";
import { isUnder } from "./find-route";

/** A `fetch` and the base URLs that it serves. A fake is one. */
export interface Served {
  fetch(request: Request): Promise<Response>;
  bases: readonly string[];
}

/**
 * Serves fakes over HTTP on 127.0.0.1. The vendor's host is the `Host` header if a base has that host, else the first
 * segment of the path. A connection fault closes the socket: the client sees ECONNRESET, even for `refused`.
 *
 * @throws Outside Node.
 */
export async function serve(served: Served, port = 0): Promise<FakeServer> {
  // Not an import: fakes can be bundled for browsers.
  const http = globalThis.process?.getBuiltinModule?.("node:http");
  if (!http) throw new Error("listen needs Node. Elsewhere, use the fake's fetch.");
  const server = http.createServer((incoming, outgoing) => {
    respond(served, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(served: Served, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const target = vendorUrl(served.bases, incoming);
  if (target === undefined) {
    outgoing.writeHead(404, { "content-type": "text/plain" }).end("no fake serves this host\n");
    return;
  }
  const closed = new AbortController();
  outgoing.once("close", () => closed.abort());
  const response = await served.fetch(await requestOf(target, incoming, closed.signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) for await (const chunk of response.body) outgoing.write(chunk);
  outgoing.end();
}

function vendorUrl(bases: readonly string[], { url = "/", headers }: IncomingMessage): string | undefined {
  const urls = [`https://${headers.host}${url}`, `https://${url.slice(1)}`].filter((candidate) =>
    URL.canParse(candidate),
  );
  return urls.find((candidate) => bases.some((base) => isUnder(base, candidate)));
}

async function requestOf(url: string, incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const method = incoming.method ?? "GET";
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) headers.set(name, value?.join(", ") ?? "");
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const hasBody = method !== "GET" && method !== "HEAD" && chunks.length > 0;
  return new Request(url, {
    method,
    headers,
    signal,
    ...(hasBody ? { body: await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer() } : {}),
  });
}
