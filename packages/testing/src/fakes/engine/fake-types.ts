/** A parsed request to a fake. */
export interface FakeCall<State> {
  state: State;
  method: string;
  /** Below the base, with a leading slash. */
  path: string;
  /** Path parameters by name, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Headers;
  /** The parsed body, if it is JSON. Absent if it cannot be parsed. */
  json?: unknown;
  /** The parsed body, if it is a form, multipart or URL-encoded. Absent if it cannot be parsed. */
  form?: FormData;
  /** Epoch milliseconds of the fake's clock. */
  now(): number;
  /** Whether the fake is strict. */
  strict: boolean;
}

/** The response of a route. */
export interface FakeResponse {
  status: number;
  /** Sent as JSON. Text and bytes are sent unchanged if `headers` has a content type. Default: no body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One operation of a fake. */
export interface FakeRoute<State> {
  method: string;
  /** A template such as `/opportunities/{opportunity}/files`. */
  path: string;
  handle(call: FakeCall<State>): FakeResponse | Promise<FakeResponse>;
}

/** A base URL of a fake, and the operations below it. */
export interface FakeBase<State> {
  /** Such as `https://api.lever.co/v1`. If several match a request, the longest wins. */
  url: string;
  routes: FakeRoute<State>[];
  /** Whether slashes at the end of a path are ignored. Default false. */
  ignoresTrailingSlash?: boolean;
}

/** The definition of a fake. */
export interface FakeDefinition<State> {
  name: string;
  bases: FakeBase<State>[];
  /** Runs before every route (credentials, rate limits, unknown query parameters). A returned response ends the call. */
  before?(call: FakeCall<State> & { base: string; route: FakeRoute<State> }): FakeResponse | undefined;
  /** Receives every response of a route or of `before`, and returns the one to send (rate-limit headers). */
  after?(call: FakeCall<State> & { base: string; route: FakeRoute<State> }, response: FakeResponse): FakeResponse;
  /** Responds if no route matches. `allowed` lists the methods of the path. Default: an empty 404 or 405. */
  noRoute?(call: FakeCall<State> & { base: string; allowed: string[] }): FakeResponse;
  /**
   * Refuses a text that has a control character or a lone surrogate, in strict mode. Runs after `before`. A route that checks
   * its texts itself gets the call if nothing is returned. Default: a 400.
   */
  refuseText?(
    call: FakeCall<State> & { base: string; route: FakeRoute<State> },
    field: string,
  ): FakeResponse | undefined;
  /** Whether a JSON body is read whatever its content type is. Default false. */
  readsUntypedJson?: boolean;
  createState(): State;
}

/** Options of every fake. */
export interface FakeOptions {
  /** The fake's clock, epoch milliseconds. Default: `Date.now`, so that fake timers apply. */
  now?: (() => number) | undefined;
  /** Milliseconds that the fake's clock is ahead of `now`, and thereby of its clients. Default 0. */
  clockSkewMs?: number | undefined;
  /**
   * Whether the fake refuses what a vendor with a strict database refuses: control characters other than tabs and line ends,
   * lone surrogates, and periods that end before they start. It also stores names composed and with single blanks, as far
   * as the vendor does. Default false.
   */
  strict?: boolean | undefined;
}

/** A request that a fake received, and its outcome. */
export interface FakeRequest {
  method: string;
  url: string;
  /** Below the base. */
  path: string;
  headers: Headers;
  json?: unknown;
  form?: FormData;
  /** Absent until the response is sent. Stays absent if a fault prevents one. */
  status?: number;
  /** Whether the vendor processed the request with a status under 400, even if a fault hid the response. */
  acted: boolean;
  /** The fault that the request met. */
  fault?: Fault["kind"];
}

/** A fault of a vendor or of the network. `when` says whether it occurs before or after the vendor acted. */
export type Fault =
  | {
      kind: "status";
      status: number;
      /** The format of `Retry-After`. Default: no such header. */
      retryAfter?: "seconds" | "date";
      /** Rounded up to seconds. Default 1000. */
      retryAfterMs?: number;
      /** Further headers. Default: none. */
      headers?: Record<string, string>;
      body?: unknown;
      /** Whether the vendor acts anyway. Default false. */
      acted?: boolean;
    }
  /** Rejects with a TypeError whose cause has the code ECONNRESET. */
  | { kind: "reset"; when: "before" | "after" }
  /** Rejects with a TypeError whose cause has the code ECONNREFUSED. The vendor never acts. */
  | { kind: "refused" }
  /** Never responds. Rejects when the request's signal is aborted. */
  | { kind: "hang"; when: "before" | "after" }
  | { kind: "slow-body"; bytesPerSecond: number }
  /** `when` defaults to `after`, `status` to the vendor's own (200 with `before`). */
  | {
      kind: "html" | "empty" | "truncated" | "wrong-content-type";
      when?: "before" | "after";
      status?: number;
    };

/** Selects the requests that meet a fault. */
export interface FaultMatch {
  method?: string;
  /** A path below the base, or a template. */
  path?: string;
  /** The number of requests that meet the fault. Default 1. */
  times?: number;
  /** The number of matching requests that pass first. Default 0. */
  skip?: number;
}

/** An in-memory vendor. */
export interface Fake<State> {
  name: string;
  /** The base URLs that it serves. */
  bases: readonly string[];
  /** Responds as the vendor does. Rejects with a TypeError if the URL is under no base: nothing leaves the machine. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  readonly state: State;
  /** Every request so far, in order, including those that met a fault. */
  readonly requests: readonly FakeRequest[];
  /** Adds a fault for matching requests. Each request meets at most one fault, the earliest that was added. */
  injectFault(fault: Fault, match?: FaultMatch): void;
  /** Removes the faults that no request has met yet. Keeps state and requests. */
  clearFaults(): void;
  /** Resets state, requests and faults. */
  reset(): void;
  /**
   * Serves over HTTP on 127.0.0.1, by default on a free port. The vendor's host is the first segment of the path
   * (`<url>/api.lever.co/v1/postings`) or the `Host` header.
   */
  listen(port?: number): Promise<FakeServer>;
}

/** A fake that serves over HTTP. */
export interface FakeServer {
  url: string;
  close(): Promise<void>;
}
