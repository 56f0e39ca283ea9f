import type { Fetch, RunResult } from "@hrflow-connectors/core";
import type { HrflowJobItem, HrflowProfileItem } from "@hrflow-connectors/hrflow-client/warehouses";
import { noRateLimit } from "./measure";
import type { Vendor } from "./vendor-network";

/** Takes an item that is ready to be written. */
export type Deliver = (item: HrflowJobItem | HrflowProfileItem) => void;

/** An action that pulls a list, and the same by hand. */
export interface Pull {
  name: string;
  /** Whether the vendor returns all items in one response. */
  isOnePage?: true;
  /** How many items are read to measure the speed: without delay, and with a slow network. */
  counts: { atOnce: number; slow: number };
  /** The vendor, with so many records. */
  vendor(count: number): Vendor;
  run(deliver: Deliver, fetch: Fetch): Promise<RunResult>;
  /** As a user writes it with the typed client and the exported mapping: page by page, and what each item needs side by side. */
  byHand(deliver: Deliver, fetch: Fetch): Promise<void>;
}

/** Parameters of a run whose items are delivered and go no further: HrFlow.ai receives no request. */
export const deliveredBy = (deliver: Deliver) => ({
  workflowId: "benchmark",
  actionParameters: {
    logics: [
      (item: Parameters<Deliver>[0]) => {
        deliver(item);
        return null;
      },
    ],
  },
});

const hrflow = { apiSecret: "not-a-real-key", apiUser: "ada@example.com" };
export const board = { ...hrflow, boardKey: "board" };
export const source = { ...hrflow, sourceKey: "source" };

/** Sends nothing anywhere but to `fetch`, and waits for no rate limit. */
export const optionsOf = (fetch: Fetch) => ({ fetch, rateLimits: { lever: noRateLimit, greenhouse: noRateLimit } });

/** Ends a request by hand after the time that the connectors give one: a client in use has a timeout. */
export const timeLimit = () => AbortSignal.timeout(60_000);

/** The data of a response that must be successful. */
export async function dataOf<Data>(call: Promise<{ data?: Data; response: Response }>): Promise<Data> {
  const { data, response } = await call;
  if (!response.ok || data === undefined) throw new Error(`unexpected status ${response.status}`);
  return data;
}

export function groupsOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

/** Where the next page is, by the `Link` header of Greenhouse. */
export function cursorOf({ headers }: Response, name = "cursor"): string | undefined {
  const [, next] = /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "") ?? [];
  return (next && new URL(next).searchParams.get(name)) || undefined;
}
