import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Fetch } from "@hrflow-connectors/core";

/** What the stub server responds to each request with this method, host and path. */
export interface StubResponse {
  method: string;
  url: URL;
  status: number;
  headers: [name: string, value: string][];
  base64: string;
}

/** The platform's `fetch`, all of whose connections lead to a stub server. */
export interface Loopback {
  fetch: Fetch;
  stop(): Promise<void>;
}

/** The part of undici's dispatcher that its `fetch` uses. */
interface Dispatcher {
  dispatch(request: { origin?: unknown; path: string }, handler: unknown): boolean;
}

const child = fileURLToPath(new URL("stub-server-child.ts", import.meta.url));

/**
 * Starts a stub server on the loopback interface, in its own process: its CPU is not that of ours. The redirection is below `fetch`, which
 * therefore does all that it does for the real host, except for TLS.
 */
export async function startLoopback(responses: readonly StubResponse[]): Promise<Loopback> {
  const server = fork(child, { execArgv: ["--import", "tsx"] });
  server.send(responses.map(({ method, url, ...response }) => [`${method} /${url.host}${url.pathname}`, response]));
  const [port] = (await once(server, "message")) as [number];
  const origin = `http://127.0.0.1:${port}`;
  // Node creates its dispatcher, which keeps the connections alive, at the first request.
  await (await fetch(origin)).arrayBuffer();
  const platform = (globalThis as unknown as Record<symbol, Dispatcher>)[Symbol.for("undici.globalDispatcher.1")];
  if (!platform) throw new Error("this platform's fetch cannot be redirected");
  const dispatcher: Dispatcher = {
    dispatch: (request, handler) =>
      platform.dispatch(
        { ...request, origin, path: `/${new URL(String(request.origin)).host}${request.path}` },
        handler,
      ),
  };
  return {
    fetch: (request) => fetch(request, { dispatcher } as unknown as RequestInit),
    async stop() {
      const exit = once(server, "exit");
      server.disconnect();
      await exit;
    },
  };
}
