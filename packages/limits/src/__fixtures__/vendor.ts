import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { RateWindow, TokenBucket } from "@hrflow-connectors/core";

/** An account of a vendor that enforces its limit in real time. */
export interface Vendor {
  url: string;
  /** Names of the records that it created. */
  names: string[];
  /** How many requests it responded to with 429. */
  refused(): number;
  /** How much of what the limit allows was used between the first and the last record. */
  used(): number;
  close(): void;
}

export async function startVendor(rule: TokenBucket | RateWindow): Promise<Vendor> {
  const limit = "windowMs" in rule ? createWindow(rule) : createBucket(rule);
  const names: string[] = [];
  const times: number[] = [];
  let refused = 0;
  const server = createServer(async (request, response) => {
    const now = performance.now();
    const { isAllowed, headers } = limit(now);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
    response.setHeader("content-type", "application/json");
    if (!isAllowed) {
      refused += 1;
      response.writeHead(429, { "retry-after": "1" }).end("{}");
      return;
    }
    names.push(JSON.parse(Buffer.concat(chunks).toString()).name);
    times.push(now);
    response.writeHead(201).end(JSON.stringify({ id: String(names.length) }));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    names,
    refused: () => refused,
    used() {
      const ms = (times.at(-1) ?? 0) - (times[0] ?? 0);
      if (!("windowMs" in rule)) return names.length / (rule.burst + (ms * rule.requests) / rule.perMs);
      return names.length / (rule.limit * (Math.floor(ms / rule.windowMs) + 1));
    },
    close: () => void server.close(),
  };
}

type Limit = (now: number) => { isAllowed: boolean; headers: Record<string, number> };

function createBucket({ requests, perMs, burst }: TokenBucket): Limit {
  let tokens = burst;
  let at = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - at) * requests) / perMs);
    at = now;
    const isAllowed = tokens >= 1;
    if (isAllowed) tokens -= 1;
    return { isAllowed, headers: {} };
  };
}

function createWindow({ windowMs, limit, headers }: RateWindow): Limit {
  let endsAt = 0;
  let left = 0;
  return (now) => {
    if (now >= endsAt) {
      endsAt = now + windowMs;
      left = limit;
    }
    const isAllowed = left > 0;
    if (isAllowed) left -= 1;
    return { isAllowed, headers: { [headers.limit]: limit, [headers.remaining]: left } };
  };
}
