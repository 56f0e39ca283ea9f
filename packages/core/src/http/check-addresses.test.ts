import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { never, settled } from "../__fixtures__/deferred";
import { createRecordingFetch } from "../__fixtures__/recording-fetch";
import { createHttp } from "./create-http";

const url = "https://files.example.com/cv.pdf";
const file = () => new Response("%PDF-1.4");
const to = (location: string) => new Response(null, { status: 302, headers: { location } });
const leadsInside = {
  name: "InputError",
  code: "unsafe_url",
  message: "the address of the file has a name that leads to a private or special network",
};
const inside = ["10.0.0.7", "8.8.8.8"];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A door whose names lead where `hosts` says: a list of addresses, or what the look-up fails with. */
function doorOf(hosts: Record<string, string[] | Error>, ...answers: Parameters<typeof createRecordingFetch>) {
  const { fetch, requests } = createRecordingFetch(...(answers.length > 0 ? answers : [file]));
  const resolveHost = vi.fn(async (host: string) => {
    const found = hosts[host] ?? new Error("unknown host");
    if (found instanceof Error) throw found;
    return found;
  });
  return { http: createHttp({ fetch, resolveHost }), resolveHost, requests };
}

/** The platform's own `fetch` and look-up, replaced by these for one test. */
function stubPlatform(lookup: unknown) {
  const recorded = createRecordingFetch(file);
  vi.stubGlobal("fetch", recorded.fetch);
  const find = vi.spyOn(process, "getBuiltinModule").mockImplementation(() => ({ lookup }) as never);
  return { ...recorded, find };
}

/** How a promise ends, with all the time that it takes. */
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

describe("a name that leads to an address that is not public", () => {
  it.each(special)("is neither fetched nor handed on: %s, %s", async (_, address) => {
    const { http, requests } = doorOf({ "files.example.com": [address] });
    await expect(http.download(url)).rejects.toMatchObject(leadsInside);
    await expect(http.checkUrl(url)).rejects.toMatchObject(leadsInside);
    expect(requests).toEqual([]);
  });

  it.each([[inside], [inside.toReversed()], [["2606:4700::1111", "::ffff:192.168.0.1"]]])(
    "is refused when only one of several is not: %j",
    async (addresses) => {
      const { http, requests } = doorOf({ "files.example.com": addresses });
      await expect(http.download(url)).rejects.toMatchObject(leadsInside);
      await expect(http.checkUrl(url)).rejects.toMatchObject(leadsInside);
      expect(requests).toEqual([]);
    },
  );

  it("is refused at any hop of a redirect", async () => {
    const hosts = { "files.example.com": ["8.8.8.8"], "cdn.example.com": ["1.1.1.1"], "nas.example.com": ["10.1.1.1"] };
    const { http, requests } = doorOf(hosts, to("https://cdn.example.com/1"), to("https://nas.example.com/2"), file);
    await expect(http.download(url)).rejects.toMatchObject(leadsInside);
    expect(requests.map((request) => request.url)).toEqual([url, "https://cdn.example.com/1"]);
  });

  it("is refused when a chain of redirects comes back to a name that leads elsewhere by then", async () => {
    const { http, resolveHost, requests } = doorOf({}, to("https://cdn.example.com/1"), to(url), file);
    resolveHost.mockResolvedValueOnce(["8.8.8.8"]).mockResolvedValueOnce(["1.1.1.1"]).mockResolvedValueOnce(inside);
    await expect(http.download(url)).rejects.toMatchObject(leadsInside);
    expect(requests).toHaveLength(2);
  });

  it("is refused when it leads there by the next try", async () => {
    const { http, resolveHost, requests } = doorOf({}, new Response("busy", { status: 503 }), file);
    resolveHost.mockResolvedValueOnce(["8.8.8.8"]).mockResolvedValueOnce(["169.254.169.254"]);
    expect(await outcomeOf(http.download(url))).toMatchObject(leadsInside);
    expect(requests).toHaveLength(1);
  });
});

describe("a name that leads to public addresses alone", () => {
  it("is fetched, and looked up before each hop as the address writes it", async () => {
    const { http, resolveHost, requests } = doorOf({}, to("https://CDN.example.com./1"), to("/2"), file);
    resolveHost.mockResolvedValue(["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"]);
    expect((await http.download(url)).contentType).toBe("application/pdf");
    expect(requests).toHaveLength(3);
    expect(resolveHost.mock.calls).toEqual([["files.example.com"], ["cdn.example.com."], ["cdn.example.com."]]);
  });

  it("may be handed on, and is answered as a URL", async () => {
    const { http, requests } = doorOf({ "files.example.com": ["8.8.8.8"] });
    expect((await http.checkUrl("HTTPS://files.example.com/a b.pdf")).href).toBe("https://files.example.com/a%20b.pdf");
    expect(requests).toEqual([]);
  });
});

it("what the rules of hosts refuse is refused without any look-up", async () => {
  const { http, resolveHost } = doorOf({});
  for (const address of [
    "http://intranet/cv.pdf",
    "http://nas.local/",
    "http://10.0.0.1/",
    "file:///etc/passwd",
    "cv",
  ]) {
    await expect(http.checkUrl(address)).rejects.toMatchObject({ code: "unsafe_url" });
  }
  expect(resolveHost).not.toHaveBeenCalled();
});

it.each(["http://8.8.8.8/cv.pdf", "http://[2606:4700::1111]/cv.pdf"])("%s needs no look-up", async (address) => {
  const { http, resolveHost } = doorOf({});
  await http.download(address);
  expect((await http.checkUrl(address)).href).toBe(address);
  expect(resolveHost).not.toHaveBeenCalled();
});

it("the vendor's API is not looked up", async () => {
  const { http, resolveHost } = doorOf({});
  await http.fetch("https://api.acme.example/me");
  expect(resolveHost).not.toHaveBeenCalled();
});

describe("a host that cannot be found", () => {
  it.each([
    ["its look-up fails", new Error("ENOTFOUND"), "the look-up of files.example.com did not get through: ENOTFOUND"],
    ["it has no address", [], "the look-up of files.example.com found no address"],
  ])("is not reached: %s", async (_, found, message) => {
    const { http, resolveHost, requests } = doorOf({ "files.example.com": found });
    const failure = { name: "NetworkError", code: "network_error", retryable: true, message };
    expect(await outcomeOf(http.checkUrl(url))).toMatchObject(failure);
    resolveHost.mockClear();
    expect(await outcomeOf(http.download(url))).toMatchObject(failure);
    expect(resolveHost).toHaveBeenCalledTimes(3);
    expect(requests).toEqual([]);
  });

  it("is fetched when a later look-up finds it", async () => {
    const { http, resolveHost } = doorOf({ "files.example.com": ["8.8.8.8"] });
    resolveHost.mockRejectedValueOnce(new Error("EAI_AGAIN"));
    expect(await outcomeOf(http.download(url))).toMatchObject({ contentType: "application/pdf" });
  });

  it.each([["files.example.org"], "8.8.8.8", [{ address: "8.8.8.8" }], undefined])(
    "and an answer that is no list of addresses is the user's mistake: %j",
    async (answer) => {
      const resolveHost = async () => answer as never;
      const { fetch, requests } = createRecordingFetch(file);
      await expect(createHttp({ fetch, resolveHost }).download(url)).rejects.toMatchObject({ code: "configuration" });
      expect(requests).toEqual([]);
    },
  );
});

describe("a look-up that hangs", () => {
  const hanging = (signal = new AbortController().signal) => {
    const { fetch, requests } = createRecordingFetch(file);
    return { http: createHttp({ fetch, signal, resolveHost: () => never }), requests };
  };

  it("ends after 10 seconds", async () => {
    const { http, requests } = hanging();
    const outcome = expect(http.checkUrl(url)).rejects.toMatchObject({
      code: "timeout",
      retryable: true,
      message: "the look-up of files.example.com did not answer within 10 s",
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await outcome;
    expect(await outcomeOf(http.download(url))).toMatchObject({ code: "timeout" });
    expect(requests).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(["download", "checkUrl"] as const)("ends at once when the run is stopped: %s", async (method) => {
    const controller = new AbortController();
    const { http, requests } = hanging(controller.signal);
    const outcome = expect(http[method](url)).rejects.toMatchObject({ name: "AbortedError", code: "aborted" });
    await settled();
    controller.abort();
    await outcome;
    expect(requests).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("without a look-up of the user's own", () => {
  it("the platform's own fetch goes with the platform's look-up of all addresses", async () => {
    const lookup = vi.fn(async () => [{ address: "8.8.8.8" }, { address: "::1" }]);
    const { requests } = stubPlatform(lookup);
    await expect(createHttp().download(url)).rejects.toMatchObject(leadsInside);
    await expect(createHttp({ fetch: globalThis.fetch }).checkUrl(url)).rejects.toMatchObject(leadsInside);
    expect(lookup.mock.calls).toEqual([
      ["files.example.com", { all: true }],
      ["files.example.com", { all: true }],
    ]);
    expect(requests).toEqual([]);
    lookup.mockResolvedValue([{ address: "8.8.8.8" }]);
    expect((await createHttp().download(url)).bytes).toHaveLength(8);
  });

  it("a platform that fails to find the host does not let it pass", async () => {
    const { requests } = stubPlatform(async () => {
      throw Object.assign(new Error("getaddrinfo ENOTFOUND files.example.com"), { code: "ENOTFOUND" });
    });
    expect(await outcomeOf(createHttp().download(url))).toMatchObject({ code: "network_error" });
    expect(requests).toEqual([]);
  });

  it("a fetch of the user's own is the only way out: nothing is looked up", async () => {
    const lookup = vi.fn();
    const { find } = stubPlatform(lookup);
    const { fetch, requests } = createRecordingFetch(file);
    const http = createHttp({ fetch });
    await http.download(url);
    await http.checkUrl(url);
    expect(requests).toHaveLength(1);
    expect([find.mock.calls, lookup.mock.calls]).toEqual([[], []]);
    await expect(http.checkUrl("http://10.0.0.1/cv.pdf")).rejects.toMatchObject({ code: "unsafe_url" });
  });

  it("and with one, that one is asked in place of the platform", async () => {
    const { find } = stubPlatform(vi.fn());
    const resolveHost = vi.fn(async () => ["192.168.0.1"]);
    await expect(createHttp({ resolveHost }).download(url)).rejects.toMatchObject(leadsInside);
    expect(resolveHost).toHaveBeenCalledTimes(1);
    expect(find).not.toHaveBeenCalled();
  });

  it.each([
    ["there is no process", () => vi.stubGlobal("process", undefined)],
    ["its process gives no modules", () => vi.stubGlobal("process", {})],
    ["it has no such module", () => vi.stubGlobal("process", { getBuiltinModule: () => undefined })],
    [
      "its look-up is there in name alone",
      () => {
        const lookup = async () => Promise.reject(new Error("The dns.lookup method is not implemented"));
        vi.stubGlobal("process", { getBuiltinModule: () => ({ lookup }) });
      },
    ],
  ])("a browser or edge runtime judges hosts as they are written: %s", async (_, arrange) => {
    const { fetch, requests } = createRecordingFetch(file);
    vi.stubGlobal("fetch", fetch);
    arrange();
    const http = createHttp();
    const outcomes = await Promise.allSettled([http.download(url), http.checkUrl("http://10.0.0.1/cv.pdf")]);
    vi.unstubAllGlobals();
    expect(outcomes).toMatchObject([{ status: "fulfilled" }, { reason: { code: "unsafe_url" } }]);
    expect(requests).toHaveLength(1);
  });
});
