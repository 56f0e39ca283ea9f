import type { Fetch, ResolveHost } from "./contract/run";
import { ConfigurationError } from "./errors";
import { isPublicAddress, resolveOnPlatform } from "./http/public-url";

/** What a run is given to reach the network: `{ ...network }` in its options. */
export interface PinnedNetwork {
  fetch: Fetch;
  resolveHost: ResolveHost;
}

/**
 * Connects to the addresses that were checked. Between the check of a host in data and the connection, its name may lead to another
 * address (DNS rebinding); this `fetch` does not look it up again. Create it once per process. Needs Node's own `fetch`: throws
 * `ConfigurationError` on other platforms, and behind a global dispatcher that is not Node's, such as a proxy's.
 *
 * @example
 * const network = createPinnedNetwork();
 * await acme.pushProfile(input, { ...network, store });
 */
export function createPinnedNetwork({ lookup = lookUpOnNode }: { lookup?: ResolveHost } = {}): PinnedNetwork {
  const pins = new Map<string, Pin>();
  const forgetOld = () => {
    for (const [host, { expiresAt }] of pins) if (expiresAt <= performance.now()) pins.delete(host);
  };
  const connectTo = async (host: string) => {
    forgetOld();
    return pins.get(nameOf(host))?.addresses ?? lookup(host);
  };
  const Agent = agentOfNode();
  const dispatcher = new Agent({
    connect: {
      lookup(host, options, done) {
        connectTo(host).then(
          (addresses) => finishLookup(host, addresses, options, done),
          (error) => done(error),
        );
      },
    },
  });
  return {
    fetch: (request) => globalThis.fetch(request, { dispatcher } as RequestInit),
    async resolveHost(host) {
      const addresses = await lookup(host);
      forgetOld();
      // Addresses that are refused must not replace those that another request was allowed to connect to.
      if (addresses.length > 0 && addresses.every(isPublicAddress)) {
        pins.set(nameOf(host), { addresses, expiresAt: performance.now() + pinnedMs });
      }
      return addresses;
    },
  };
}

interface Pin {
  addresses: string[];
  /** By the monotonic clock. */
  expiresAt: number;
}

/** What is read of a request of `node:http`, and of what Express and its like pass on. */
export interface NodeRequest extends AsyncIterable<unknown> {
  method?: string | undefined;
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  readableDidRead?: boolean;
  /** The raw body, where a middleware has read it: `express.raw({ type: "*\/*" })`. */
  body?: unknown;
}

/** What is called of a response of `node:http`. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/**
 * Serves a handler of web-standard requests, such as that of a connector's webhooks, by `node:http`, Express or Fastify's `reply.raw`.
 * It needs the raw body: give it the request before `express.json()`, or after `express.raw()`. It never rejects.
 *
 * @example
 * createServer(toNodeHandler(acme.webhooks({ secrets, store, onEvent }))).listen(3000);
 */
export function toNodeHandler(
  handler: (request: Request) => Promise<Response>,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    const respond = (status: number, text: string) => {
      response.statusCode = status;
      response.end(text);
    };
    try {
      const { body } = request;
      const isRaw = typeof body === "string" || body instanceof Uint8Array;
      if (!isRaw && request.readableDidRead) return respond(500, "the body was parsed before: it is needed as it came");
      const result = await handler(webRequestOf(request, isRaw ? (body as BodyInit) : streamOf(request)));
      result.headers.forEach((value, name) => {
        response.setHeader(name, value);
      });
      // What was not read of a body would be taken for the next request.
      if (!isRaw && result.status >= 400) response.setHeader("connection", "close");
      respond(result.status, await result.text());
    } catch {
      respond(500, "the request could not be handled");
    }
  };
}

function webRequestOf({ method = "GET", url = "/", headers: received }: NodeRequest, body: BodyInit): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received))
    for (const one of [value ?? []].flat()) if (!name.startsWith(":")) headers.append(name, one);
  const address = URL.canParse(url, "http://localhost") ? new URL(url, "http://localhost") : "http://localhost";
  // Node takes a stream as a body only with `duplex`, which the types of browsers lack.
  const init = method === "GET" || method === "HEAD" ? {} : { body, duplex: "half" };
  return new Request(address, { method, headers, ...init });
}

/** Reads no more than it is asked for. A stream that is cancelled leaves the socket alone, since a response follows. */
function streamOf(request: NodeRequest): ReadableStream<Uint8Array> {
  let iterator: AsyncIterator<unknown> | undefined;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    iterator ??= request[Symbol.asyncIterator]();
    const { done, value } = await iterator.next();
    if (done) controller.close();
    else controller.enqueue(value as Uint8Array);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

/** Longer than an attempt of a download takes to connect. API requests to the same host follow its changes after that. */
const pinnedMs = 60_000;

/** Without the dot at the end of a fully qualified name. */
function nameOf(host: string): string {
  return host.replace(/\.+$/, "").toLowerCase();
}

async function lookUpOnNode(host: string): Promise<string[]> {
  return (await resolveOnPlatform(host)) ?? [];
}

type Lookup = (
  host: string,
  options: { all?: boolean; family?: number | string },
  done: (error: Error | null, found?: string | { address: string; family: number }[], family?: number) => void,
) => void;

type AgentClass = new (options: { connect: { lookup: Lookup } }) => object;

/** In the form of `dns.lookup`, which sockets expect. */
function finishLookup(host: string, addresses: string[], options: Parameters<Lookup>[1], done: Parameters<Lookup>[2]) {
  const wanted = Number(String(options.family ?? 0).replace("IPv", ""));
  const found = addresses
    .map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))
    .filter(({ family }) => wanted === 0 || family === wanted);
  const [first] = found;
  const notFound = { code: "ENOTFOUND", syscall: "getaddrinfo", hostname: host };
  if (!first) done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), notFound));
  else if (options.all) done(null, found);
  else done(null, first.address, first.family);
}

/** The class of Node's own dispatcher, which is undici's `Agent`. The newest one first: it is what `fetch` uses. */
function agentOfNode(): AgentClass {
  // Node loads its HTTP client, and with it the dispatcher, when one of its classes is read.
  for (const version of typeof globalThis.Request === "function" ? [2, 1] : []) {
    const dispatcher: unknown = Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`));
    const found = (dispatcher as { constructor?: { name: string } } | undefined)?.constructor;
    if (found?.name === "Agent") return found as unknown as AgentClass;
  }
  throw new ConfigurationError("createPinnedNetwork needs Node's own fetch, without another global dispatcher");
}
