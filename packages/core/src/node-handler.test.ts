import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bodySigned, changed, delivery, receive } from "./__fixtures__/webhooks";
import { toNodeHandler } from "./node";

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** Serves a handler as a program of `node:http` does, and returns its address. */
async function listen(handler: (request: Request) => Promise<Response>, prepare?: (request: object) => Promise<void>) {
  const serve = toNodeHandler(handler);
  server = createServer(async (incoming, outgoing) => {
    await prepare?.(incoming);
    await serve(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/acme?team=7`;
}

async function send(url: string, { headers, body }: Request): Promise<string> {
  const response = await fetch(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
  return `${response.status} ${await response.text()}`;
}

async function textOf(incoming: object): Promise<string> {
  let text = "";
  for await (const chunk of incoming as AsyncIterable<Buffer>) text += chunk.toString();
  return text;
}

describe("a handler of webhooks on node:http", () => {
  it("receives deliveries as they came", async () => {
    const { handler, events } = receive(bodySigned);
    const url = await listen(handler);
    expect(await send(url, delivery(changed()))).toBe("200 accepted");
    expect(await send(url, delivery(changed()))).toBe("200 duplicate");
    expect(await send(url, delivery(changed(), { key: "wrong" }))).toBe("401 wrong signature");
    expect(events).toHaveLength(1);
  });

  it("is given the method, the path and the headers", async () => {
    const handler = vi.fn(async ({ method, url, headers }: Request) => {
      const { pathname, search } = new URL(url);
      return new Response(`${method} ${pathname}${search} ${headers.get("x-team")}`, { headers: { allow: "POST" } });
    });
    const response = await fetch(await listen(handler), { headers: { "x-team": "seven" } });
    expect(await response.text()).toBe("GET /webhooks/acme?team=7 seven");
    expect(response.headers.get("allow")).toBe("POST");
  });

  it("responds to a body that is too large before it has ended", async () => {
    const url = await listen(receive(bodySigned, { maxBodyBytes: 1_000 }).handler);
    const found = await new Promise((resolve, reject) => {
      const sent = request(url, { method: "POST" }, (response) => {
        resolve([response.statusCode, response.headers.connection]);
        sent.destroy();
      });
      sent.on("error", reject);
      // Not ended.
      sent.write("x".repeat(2_000));
    });
    expect(found).toEqual([413, "close"]);
  });

  it("takes the raw body of a middleware, and refuses one that was parsed", async () => {
    const { handler } = receive(bodySigned);
    const raw = await listen(handler, async (incoming) => {
      Object.assign(incoming, { body: new TextEncoder().encode(await textOf(incoming)) });
    });
    expect(await send(raw, delivery(changed()))).toBe("200 accepted");
    server?.close();
    const parsed = await listen(handler, async (incoming) => {
      Object.assign(incoming, { body: JSON.parse(await textOf(incoming)) });
    });
    expect(await send(parsed, delivery(changed()))).toBe("500 the body was parsed before: it is needed as it came");
  });

  it("responds if the handler rejects or the request has no form of the web", async () => {
    const url = await listen(() => Promise.reject(new Error("no")));
    expect(await send(url, delivery(changed()))).toBe("500 the request could not be handled");
    const status = await new Promise((resolve) => {
      request(url, { method: "TRACE" }, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(500);
  });
});
