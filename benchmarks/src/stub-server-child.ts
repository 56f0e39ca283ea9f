import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { StubResponse } from "./loopback";

/** Responds over HTTP as its parent says, by method and path, and ends with its parent. Sends the port that it listens on. */
process.once("message", (given: [key: string, response: Omit<StubResponse, "method" | "url">][]) => {
  const responses = new Map(
    given.map(([key, { base64, ...head }]) => [key, { ...head, body: Buffer.from(base64, "base64") }]),
  );
  const server = createServer((request, response) => {
    const [path] = (request.url ?? "").split("?");
    const known = responses.get(`${request.method} ${path}`);
    request.resume().on("end", () => {
      if (!known) return response.writeHead(501).end(`nothing was recorded for ${request.method} ${request.url}`);
      response.writeHead(known.status, [...known.headers, ["content-length", String(known.body.length)]].flat());
      response.end(known.body);
    });
  });
  // Connections stay open between rounds.
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
});
process.once("disconnect", () => process.exit());
