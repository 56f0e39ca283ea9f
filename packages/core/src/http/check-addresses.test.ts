import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { flushPromises, never } from "../__fixtures__/deferred";
import { createRecordingFetch } from "../__fixtures__/recording-fetch";
import { createHttp } from "./http";
import { chooseResolver } from "./public-url";

const url = "https://files.example.com/cv.pdf";
const file = () => new Response("%PDF-1.4");
const to = (location: string) => new Response(null, { status: 302, headers: { location } });
const leadsInside = {
  name: "InputError",
  code: "unsafe_url",
  message: "the host of the file's URL leads to a private or special network",
};
const inside = ["10.0.0.7", "8.8.8.8"];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client whose lookup finds these addresses, or fails with an error. */
function httpWith(hosts: Record<string, string[] | Error>, ...outcomes: Parameters<typeof createRecordingFetch>) {
  const { fetch, requests } = createRecordingFetch(...(outcomes.length > 0 ? outcomes : [file]));
  const resolveHost = vi.fn(async (host: string) => {
    const found = hosts[host] ?? new Error("unknown host");
    if (found instanceof Error) throw found;
    return found;
  });
  return { http: createHttp({ fetch, resolveHost }), resolveHost, requests };
}

/** Replaces the platform's own `fetch` and lookup for one test. */
function stubPlatform(lookup: unknown) {
  const recorded = createRecordingFetch(file);
  vi.stubGlobal("fetch", recorded.fetch);
  const find = vi.spyOn(process, "getBuiltinModule").mockImplementation(() => ({ lookup }) as never);
  return { ...recorded, find };
}

/** How a promise ends, after all the time that it takes. */
async function outcomeOf<T>(promise: Promise<T>): Promise<T | { code: string; message: string }> {
  const outcome = promise.catch((error) => error);
  await vi.runAllTimersAsync();
  return outcome;
}

const special = [
  ["loopback", "127.0.0.1"],
  ["private", "10.0.0.1"],
  ["private", "172.16.3.4"],
  ["private", "192.168.0.10"],
  ["link-local", "169.254.169.254"],
  ["carrier", "100.64.0.1"],
  ["unspecified", "0.0.0.0"],
  ["multicast", "224.0.0.1"],
  ["reserved", "255.255.255.255"],
  ["loopback of IPv6", "::1"],
  ["unique local", "fd00::1"],
  ["link-local of IPv6", "fe80::1"],
  ["link-local with its zone", "fe80::1%eth0"],
  ["IPv4-mapped", "::ffff:10.0.0.1"],
  ["IPv4-mapped in hexadecimal", "::ffff:7f00:1"],
  ["NAT64", "64:ff9b::808:808"],
  ["6to4", "2002:0a00:0001::"],
];

describe("a host with an address that is not public", () => {
  it.each(special)("is neither fetched nor passed on: %s, %s", async (_, address) => {
    const { http, requests } = httpWith({ "files.example.com": [address] });
    await expect(http.download({ url })).rejects.toMatchObject(leadsInside);
    await expect(http.checkUrl(url)).rejects.toMatchObject(leadsInside);
    expect(requests).toEqual([]);
  });

  it.each([[inside], [inside.toReversed()], [["2606:4700::1111", "::ffff:192.168.0.1"]]])(
    "is refused if only one of several is not public: %j",
    async (addresses) => {
      const { http, requests } = httpWith({ "files.example.com": addresses });
      await expect(http.download({ url })).rejects.toMatchObject(leadsInside);
      await expect(http.checkUrl(url)).rejects.toMatchObject(leadsInside);
      expect(requests).toEqual([]);
    },
  );

  it("is refused at any hop of a redirect", async () => {
    const hosts = { "files.example.com": ["8.8.8.8"], "cdn.example.com": ["1.1.1.1"], "nas.example.com": ["10.1.1.1"] };
    const { http, requests } = httpWith(hosts, to("https://cdn.example.com/1"), to("https://nas.example.com/2"), file);
    await expect(http.download({ url })).rejects.toMatchObject(leadsInside);
    expect(requests.map((request) => request.url)).toEqual([url, "https://cdn.example.com/1"]);
  });

  it("is refused when a chain of redirects returns to a host whose address has changed", async () => {
    const { http, resolveHost, requests } = httpWith({}, to("https://cdn.example.com/1"), to(url), file);
    resolveHost.mockResolvedValueOnce(["8.8.8.8"]).mockResolvedValueOnce(["1.1.1.1"]).mockResolvedValueOnce(inside);
    await expect(http.download({ url })).rejects.toMatchObject(leadsInside);
    expect(requests).toHaveLength(2);
  });

  it("is refused when its address has changed by the next attempt", async () => {
    const { http, resolveHost, requests } = httpWith({}, new Response("busy", { status: 503 }), file);
    resolveHost.mockResolvedValueOnce(["8.8.8.8"]).mockResolvedValueOnce(["169.254.169.254"]);
    expect(await outcomeOf(http.download({ url }))).toMatchObject(leadsInside);
    expect(requests).toHaveLength(1);
  });
});

describe("a host with public addresses alone", () => {
  it("is fetched, and looked up before each hop as the URL writes it", async () => {
    const { http, resolveHost, requests } = httpWith({}, to("https://CDN.example.com./1"), to("/2"), file);
    resolveHost.mockResolvedValue(["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"]);
    expect((await http.download({ url })).contentType).toBe("application/pdf");
    expect(requests).toHaveLength(3);
    expect(resolveHost.mock.calls).toEqual([["files.example.com"], ["cdn.example.com."], ["cdn.example.com."]]);
  });

  it("may be passed on, as the URL that is returned", async () => {
    const { http, requests } = httpWith({ "files.example.com": ["8.8.8.8"] });
    expect((await http.checkUrl("HTTPS://files.example.com/a b.pdf")).href).toBe("https://files.example.com/a%20b.pdf");
    expect(requests).toEqual([]);
  });
});

it("refuses a URL that is not allowed without a lookup", async () => {
  const { http, resolveHost } = httpWith({});
  for (const refused of [
    "http://intranet/cv.pdf",
    "http://nas.local/",
    "http://10.0.0.1/",
    "file:///etc/passwd",
    "cv",
  ]) {
    await expect(http.checkUrl(refused)).rejects.toMatchObject({ code: "unsafe_url" });
  }
  expect(resolveHost).not.toHaveBeenCalled();
});

it.each(["http://8.8.8.8/cv.pdf", "http://[2606:4700::1111]/cv.pdf"])("does not look up %s", async (address) => {
  const { http, resolveHost } = httpWith({});
  await http.download({ url: address });
  expect((await http.checkUrl(address)).href).toBe(address);
  expect(resolveHost).not.toHaveBeenCalled();
});

it("does not look up the vendor's API", async () => {
  const { http, resolveHost } = httpWith({});
  await http.fetch("https://api.acme.example/me");
  expect(resolveHost).not.toHaveBeenCalled();
});

describe("a host that is not found", () => {
  it.each([
    ["its lookup fails", new Error("ENOTFOUND"), "the lookup of files.example.com failed: ENOTFOUND"],
    ["it has no address", [], "the lookup of files.example.com found no address"],
  ])("is not reached: %s", async (_, found, message) => {
    const { http, resolveHost, requests } = httpWith({ "files.example.com": found });
    const failure = { name: "NetworkError", code: "network_error", retryable: true, message };
    expect(await outcomeOf(http.checkUrl(url))).toMatchObject(failure);
    resolveHost.mockClear();
    expect(await outcomeOf(http.download({ url }))).toMatchObject(failure);
    expect(resolveHost).toHaveBeenCalledTimes(3);
    expect(requests).toEqual([]);
  });

  it("is fetched when a later lookup finds it", async () => {
    const { http, resolveHost } = httpWith({ "files.example.com": ["8.8.8.8"] });
    resolveHost.mockRejectedValueOnce(new Error("EAI_AGAIN"));
    expect(await outcomeOf(http.download({ url }))).toMatchObject({ contentType: "application/pdf" });
  });

  it.each([["files.example.org"], "8.8.8.8", [{ address: "8.8.8.8" }], undefined])(
    "is a configuration error if the lookup returns no list of addresses: %j",
    async (found) => {
      const resolveHost = async () => found as never;
      const { fetch, requests } = createRecordingFetch(file);
      await expect(createHttp({ fetch, resolveHost }).download({ url })).rejects.toMatchObject({
        code: "configuration",
      });
      expect(requests).toEqual([]);
    },
  );
});

describe("a lookup that hangs", () => {
  const hanging = (signal = new AbortController().signal) => {
    const { fetch, requests } = createRecordingFetch(file);
    return { http: createHttp({ fetch, signal, resolveHost: () => never }), requests };
  };

  it("ends after 10 seconds", async () => {
    const { http, requests } = hanging();
    const outcome = expect(http.checkUrl(url)).rejects.toMatchObject({
      code: "timeout",
      retryable: true,
      message: "the lookup of files.example.com did not respond within 10 s",
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await outcome;
    expect(await outcomeOf(http.download({ url }))).toMatchObject({ code: "timeout" });
    expect(requests).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(["download", "checkUrl"] as const)("ends at once when the run is stopped: %s", async (method) => {
    const controller = new AbortController();
    const { http, requests } = hanging(controller.signal);
    const call = method === "download" ? http.download({ url }) : http.checkUrl(url);
    const outcome = expect(call).rejects.toMatchObject({ name: "AbortedError", code: "aborted" });
    await flushPromises();
    controller.abort();
    await outcome;
    expect(requests).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("uses the user's own lookup in place of the platform's", async () => {
  const { find } = stubPlatform(vi.fn());
  const resolveHost = vi.fn(async () => ["192.168.0.1"]);
  await expect(createHttp({ resolveHost }).download({ url })).rejects.toMatchObject(leadsInside);
  expect(resolveHost).toHaveBeenCalledTimes(1);
  expect(find).not.toHaveBeenCalled();
});

describe("without a lookup of the user's own", () => {
  it("the platform's fetch goes with the platform's lookup of all addresses", async () => {
    const lookup = vi.fn(async () => [{ address: "8.8.8.8" }, { address: "::1" }]);
    const { requests } = stubPlatform(lookup);
    await expect(createHttp().download({ url })).rejects.toMatchObject(leadsInside);
    await expect(createHttp({ fetch: globalThis.fetch }).checkUrl(url)).rejects.toMatchObject(leadsInside);
    expect(lookup.mock.calls).toEqual([
      ["files.example.com", { all: true }],
      ["files.example.com", { all: true }],
    ]);
    expect(requests).toEqual([]);
    lookup.mockResolvedValue([{ address: "8.8.8.8" }]);
    expect((await createHttp().download({ url })).bytes).toHaveLength(8);
  });

  it("a host that the platform does not find is refused", async () => {
    const { requests } = stubPlatform(async () => {
      throw Object.assign(new Error("getaddrinfo ENOTFOUND files.example.com"), { code: "ENOTFOUND" });
    });
    expect(await outcomeOf(createHttp().download({ url }))).toMatchObject({ code: "network_error" });
    expect(requests).toEqual([]);
  });

  it("nothing is looked up beside a fetch of the user's own, which is the only way out", async () => {
    const lookup = vi.fn();
    const { find } = stubPlatform(lookup);
    const { fetch, requests } = createRecordingFetch(file);
    const http = createHttp({ fetch });
    await http.download({ url });
    await http.checkUrl(url);
    expect(requests).toHaveLength(1);
    expect([find.mock.calls, lookup.mock.calls]).toEqual([[], []]);
    await expect(http.checkUrl("http://10.0.0.1/cv.pdf")).rejects.toMatchObject({ code: "unsafe_url" });
  });

  it("Node's lookup finds plain addresses without being imported", async () => {
    expect(await chooseResolver(undefined, globalThis.fetch)?.("127.0.0.1")).toEqual(["127.0.0.1"]);
  });

  it.each([
    ["there is no process", () => vi.stubGlobal("process", undefined)],
    ["its process gives no modules", () => vi.stubGlobal("process", {})],
    ["it has no such module", () => vi.stubGlobal("process", { getBuiltinModule: () => undefined })],
    [
      "its lookup only throws",
      () => {
        const lookup = async () => Promise.reject(new Error("The dns.lookup method is not implemented"));
        vi.stubGlobal("process", { getBuiltinModule: () => ({ lookup }) });
      },
    ],
  ])("browsers and edge runtimes judge hosts as they are written: %s", async (_, arrange) => {
    const { fetch, requests } = createRecordingFetch(file);
    vi.stubGlobal("fetch", fetch);
    arrange();
    const http = createHttp();
    const outcomes = await Promise.allSettled([http.download({ url }), http.checkUrl("http://10.0.0.1/cv.pdf")]);
    vi.unstubAllGlobals();
    expect(outcomes).toMatchObject([{ status: "fulfilled" }, { reason: { code: "unsafe_url" } }]);
    expect(requests).toHaveLength(1);
  });
});
