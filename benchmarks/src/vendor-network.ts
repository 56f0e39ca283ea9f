import { setImmediate, setTimeout } from "node:timers/promises";
import type { Fetch } from "@hrflow-connectors/core";

/** What a vendor responds with: JSON, and where its next page is. */
export interface Page {
  body: string | Buffer<ArrayBuffer>;
  /** A query parameter of the `Link` header. */
  next?: [name: string, value: string];
}

/** A vendor that creates each page when it is asked for it. */
export type Vendor = (url: URL) => Page;

/** A network with one vendor behind it. */
export interface VendorNetwork {
  fetch: Fetch;
  /** How many requests it received. */
  requests(): number;
}

/**
 * Creates a network whose every response takes so many milliseconds, at least one turn of the event loop. Otherwise Node never frees the
 * memory of its requests.
 */
export function vendorNetwork(vendor: Vendor, responseMs = 0): VendorNetwork {
  let requests = 0;
  return {
    async fetch(request) {
      requests += 1;
      await (responseMs > 0 ? setTimeout(responseMs) : setImmediate());
      const url = new URL(request.url);
      const { body, next } = vendor(url);
      const headers = new Headers({ "content-type": "application/json" });
      if (next) headers.set("link", `<${url.origin}${url.pathname}?${new URLSearchParams([next])}>; rel="next"`);
      return new Response(body, { headers });
    },
    requests: () => requests,
  };
}
