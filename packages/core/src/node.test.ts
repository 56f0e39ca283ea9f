import { createServer } from "node:http";
import net, { type AddressInfo, type NetConnectOpts, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHttp } from "./http/http";
import { createPinnedNetwork } from "./node";

const publicAddress = "93.184.216.34";
const otherPublicAddress = "2606:2800:220:1:248:1893:25c8:1946";

const received: string[] = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  received.push(`${request.method} ${body}`);
  response.end(`file of ${request.headers.host}`);
});
let port = 0;
/** The addresses that sockets would have connected to, by host. All of them reach the local server instead. */
let connections: [host: string, addresses: string][] = [];

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  connections = [];
  const { connect } = net;
  vi.spyOn(net, "connect").mockImplementation(((options: NetConnectOpts & { host: string; lookup: Lookup }): Socket => {
    const socket = new net.Socket();
    options.lookup(options.host, { all: true }, (error, found) => {
      if (error) {
        socket.destroy(error);
        return;
      }
      connections.push([options.host, found.map(({ address }) => address).join()]);
      socket.connect({ port, host: "127.0.0.1" });
    });
    return socket;
  }) as typeof connect);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

type Lookup = (
  host: string,
  options: { all: true },
  done: (error: Error | null, found: { address: string; family: number }[]) => void,
) => void;

/** A resolver that returns these addresses in order, the last one again and again. */
function resolver(...results: string[][]) {
  const asked: string[] = [];
  const lookup = async (host: string) => {
    asked.push(host);
    return results[Math.min(asked.length, results.length) - 1] ?? [];
  };
  return { lookup, asked };
}

const download = (network: ReturnType<typeof createPinnedNetwork>, host = "files.example") =>
  createHttp(network)
    .download({ url: `http://${host}:${port}/cv.txt` })
    .then(({ bytes }) => new TextDecoder().decode(bytes));

describe("a download whose host leads elsewhere after the check", () => {
  it("connects to the address that was checked", async () => {
    const { lookup, asked } = resolver([publicAddress], ["127.0.0.1"]);
    expect(await download(createPinnedNetwork({ lookup }))).toBe(`file of files.example:${port}`);
    expect(connections).toEqual([["files.example", publicAddress]]);
    expect(asked).toEqual(["files.example"]);
  });

  it("connects to none but the checked addresses", async () => {
    const { lookup } = resolver([publicAddress, otherPublicAddress], ["10.0.0.1"]);
    await download(createPinnedNetwork({ lookup }));
    expect(connections).toEqual([["files.example", `${publicAddress},${otherPublicAddress}`]]);
  });

  it.each(["files.example.", "FILES.example"])("also as %s", async (host) => {
    const { lookup } = resolver([publicAddress], ["127.0.0.1"]);
    await download(createPinnedNetwork({ lookup }), host);
    expect(connections.map(([, addresses]) => addresses)).toEqual([publicAddress]);
  });

  it("is refused at the next check, which leaves the earlier one in force", async () => {
    const { lookup } = resolver([publicAddress], ["127.0.0.1"]);
    const network = createPinnedNetwork({ lookup });
    await network.resolveHost("files.example");
    await expect(download(network)).rejects.toMatchObject({ code: "unsafe_url" });
    await expect(network.fetch(new Request(`http://files.example:${port}/`))).resolves.toMatchObject({ status: 200 });
    expect(connections).toEqual([["files.example", publicAddress]]);
  });
});

describe("a request to a host that does not come from data", () => {
  it("connects to whatever its name leads to, also to a private network", async () => {
    const { lookup } = resolver(["10.1.2.3"]);
    const { fetch } = createPinnedNetwork({ lookup });
    const response = await fetch(new Request(`http://api.internal.example:${port}/`));
    expect(await response.text()).toBe(`file of api.internal.example:${port}`);
    expect(connections).toEqual([["api.internal.example", "10.1.2.3"]]);
  });

  it("follows a change of its name, a minute after a file came from it", async () => {
    const { lookup } = resolver([publicAddress], [otherPublicAddress]);
    const network = createPinnedNetwork({ lookup });
    await network.resolveHost("api.example");
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_001);
    await (await network.fetch(new Request(`http://api.example:${port}/`))).text();
    expect(connections).toEqual([["api.example", otherPublicAddress]]);
  });

  it("fails as Node's fetch does if its name is not found", async () => {
    const { fetch } = createPinnedNetwork({ lookup: async () => [] });
    const error: unknown = await fetch(new Request("http://nowhere.example/")).catch((reason) => reason);
    expect(error).toMatchObject({ cause: { code: "ENOTFOUND", syscall: "getaddrinfo" } });
  });
});

it("the body and the method of a request arrive", async () => {
  const { lookup } = resolver([publicAddress]);
  const http = createHttp(createPinnedNetwork({ lookup }));
  await http.fetch(`http://api.example:${port}/`, { method: "POST", body: "text" });
  expect(received.at(-1)).toBe("POST text");
});

it("is refused where another dispatcher is in force", async () => {
  const keys = [2, 1].map((version) => Symbol.for(`undici.globalDispatcher.${version}`));
  const values = keys.map((key) => Reflect.get(globalThis, key));
  class ProxyAgent {}
  try {
    for (const key of keys) Reflect.set(globalThis, key, new ProxyAgent());
    expect(() => createPinnedNetwork()).toThrow("needs Node's own fetch");
  } finally {
    keys.forEach((key, index) => void Reflect.set(globalThis, key, values[index]));
  }
});
