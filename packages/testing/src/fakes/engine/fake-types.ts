/** A request at a fake, taken apart. */
export interface FakeCall<State> {
  state: State;
  method: string;
  /** Below the base, with a slash in front. */
  path: string;
  /** By the names in the route's template, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Headers;
  /** The body where it is JSON. Left out where it cannot be read as such. */
  json?: unknown;
  /** The body where it is a form, multipart or URL-encoded. Left out where it cannot be read as such. */
  form?: FormData;
  /** Epoch milliseconds of the fake's clock. */
  now(): number;
}

/** What a route answers. */
export interface FakeAnswer {
  status: number;
  /** Sent as JSON; text and bytes go as they are when `headers` name a content type. Left out: no body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** One operation of a fake. */
export interface FakeRoute<State> {
  method: string;
  /** A template such as `/opportunities/{opportunity}/files`. */
  path: string;
  handle(call: FakeCall<State>): FakeAnswer | Promise<FakeAnswer>;
}

/** An address under which a fake answers, and its operations. */
export interface FakeBase<State> {
  /** Such as `https://api.lever.co/v1`; of several that fit a request, the longest wins. */
  url: string;
  routes: FakeRoute<State>[];
}

/** What a fake is made of. */
export interface FakeDefinition<State> {
  name: string;
  bases: FakeBase<State>[];
  /** Runs before every route (credentials, rate windows, unknown query parameters); an answer ends the call. */
  before?(call: FakeCall<State> & { base: string; route: FakeRoute<State> }): FakeAnswer | undefined;
  /** Sees every answer of routes and `before`, and may change it (rate-limit headers). */
  after?(call: FakeCall<State> & { base: string; route: FakeRoute<State> }, answer: FakeAnswer): FakeAnswer;
  /** The answer where no route fits; `allowed` holds the methods that the path has. Default: an empty 404 or 405. */
  noRoute?(call: FakeCall<State> & { base: string; allowed: string[] }): FakeAnswer;
  createState(): State;
}

/** What every fake can be given. */
export interface FakeOptions {
  /** The fake's clock, epoch milliseconds. Default: `Date.now`, so that a test's fake timers count. */
  now?: (() => number) | undefined;
}

/** What arrived at a fake, and what came of it. */
export interface FakeRequest {
  method: string;
  url: string;
  /** Below the base. */
  path: string;
  headers: Headers;
  json?: unknown;
  form?: FormData;
  /** Left out while there is no answer, and for good where a fault prevents one. */
  status?: number;
  /** Whether the vendor did what was asked, and said so with a status under 400, whatever became of the answer. */
  acted: boolean;
  /** The fault that it met. */
  fault?: Fault["kind"];
}

/** How a vendor can misbehave. `before` and `after` say whether it has acted by then. */
export type Fault =
  | {
      kind: "status";
      status: number;
      /** How `Retry-After` is written. Default: without one. */
      retryAfter?: "seconds" | "date";
      /** Rounded up to seconds. Default 1000. */
      retryAfterMs?: number;
      body?: unknown;
      /** Whether the vendor did what was asked all the same. Default false. */
      acted?: boolean;
    }
  /** A TypeError with the cause ECONNRESET. */
  | { kind: "reset"; when: "before" | "after" }
  /** A TypeError with the cause ECONNREFUSED; the vendor never acted. */
  | { kind: "refused" }
  /** Never answers; ends when the request's signal is aborted. */
  | { kind: "hang"; when: "before" | "after" }
  | { kind: "slow-body"; bytesPerSecond: number }
  /** `when` is `after` by default, `status` the vendor's own (200 with `before`). */
  | {
      kind: "html" | "empty" | "truncated" | "wrong-content-type";
      when?: "before" | "after";
      status?: number;
    };

/** Which requests a fault meets. */
export interface FaultMatch {
  method?: string;
  /** A path below the base, or a template of such paths. */
  path?: string;
  /** Default 1. */
  times?: number;
  /** So many matching requests pass first. Default 0. */
  skip?: number;
}

/** A vendor that lives in memory. */
export interface Fake<State> {
  name: string;
  /** Where it answers. */
  bases: readonly string[];
  /** Answers as the vendor does. A URL under none of the bases rejects with a TypeError: nothing leaves the machine. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  readonly state: State;
  /** Everything that arrived, in its order, what met a fault included. */
  readonly requests: readonly FakeRequest[];
  /** Faults that fit a request are taken in the order in which they were given, one for each request. */
  misbehave(fault: Fault, where?: FaultMatch): void;
  /** Takes back the faults that no request has met yet; state and requests stay. */
  behave(): void;
  /** Begins again: state, requests and faults. */
  reset(): void;
  /**
   * Serves over HTTP on 127.0.0.1, by default on a free port. The vendor's host goes in front of the path
   * (`<url>/api.lever.co/v1/postings`) or into the `Host` header.
   */
  listen(port?: number): Promise<FakeServer>;
}

/** A fake that listens. */
export interface FakeServer {
  url: string;
  close(): Promise<void>;
}
