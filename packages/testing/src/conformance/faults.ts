import type { Fault } from "../fakes/engine/fake-types";
import type { Operation, ReceivedRequest } from "./operations";

type Received = { readonly received: readonly ReceivedRequest[] };

/** A fault, and what a correct failure reports about it. */
export interface NamedFault {
  name: string;
  create(environment: Received): Fault;
  /** The error codes that a failure may have. Empty: any code. */
  codes: readonly string[];
  /** The HTTP status that a failure reports. */
  status?: number;
  /** Whether the vendor refuses the request until something is corrected. */
  isRefusal: boolean;
  appliesTo(operation: Operation): boolean;
}

const everywhere = () => true;
/** A truncated file or one with another type looks like a correct file. */
const notFiles = ({ kind }: Operation) => kind !== "file";

/** A body that repeats the credentials of the request, as careless vendors do. Evaluated when the fake responds. */
const echo = ({ received }: Received) => ({
  toJSON() {
    const { headers, form, url } = received.at(-1)?.request ?? { headers: new Headers(), form: undefined, url: "" };
    const fields = [...(form ?? [])].flatMap(([, value]) => (typeof value === "string" ? [value] : []));
    const message = `You sent ${[headers.get("authorization"), headers.get("x-api-key"), ...fields, url].join(" and ")}`;
    return {
      code: "Refused",
      message,
      error: message,
      error_description: message,
      errors: [{ field: "all", message }],
    };
  },
});

function statusFault(
  status: number,
  codes: string[],
  options: Partial<Fault & { kind: "status" }> = {},
  suffix = "",
): NamedFault {
  const name = `${status}${suffix}${options.acted ? " after processing" : ""}`;
  const create = (environment: Received) => ({
    kind: "status" as const,
    status,
    body: echo(environment),
    ...options,
  });
  return { name, create, codes, status, isRefusal: [401, 403, 422].includes(status), appliesTo: everywhere };
}

function transportFault(
  name: string,
  fault: Fault,
  codes: string[],
  appliesTo: NamedFault["appliesTo"] = everywhere,
): NamedFault {
  return { name, create: () => fault, codes, isRefusal: false, appliesTo };
}

const unavailable = ["vendor_unavailable"];
const network = ["network_error"];
const shape = ["unexpected_response"];
const retryAfterMs = 20_000;

/** The faults that lose a response, whether or not the vendor processed the request. */
export const lostResponses: readonly NamedFault[] = [
  transportFault("connection reset before processing", { kind: "reset", when: "before" }, network),
  transportFault("connection reset after processing", { kind: "reset", when: "after" }, network),
];

/** Every fault of a single request. */
export const faults: readonly NamedFault[] = [
  statusFault(429, ["rate_limited"]),
  statusFault(429, ["rate_limited"], { retryAfter: "seconds", retryAfterMs }, ", Retry-After in seconds"),
  statusFault(429, ["rate_limited"], { retryAfter: "date", retryAfterMs }, ", Retry-After as a date"),
  statusFault(429, ["rate_limited"], { retryAfter: "seconds", retryAfterMs: 3_600_000 }, ", Retry-After of one hour"),
  ...[500, 502, 503, 504].flatMap((status) => [
    statusFault(status, unavailable),
    statusFault(status, unavailable, { acted: true }),
  ]),
  statusFault(408, unavailable),
  statusFault(401, ["authentication_failed"]),
  statusFault(403, ["permission_denied", "authentication_failed"]),
  statusFault(422, ["validation_failed"]),
  transportFault("connection refused", { kind: "refused" }, network),
  ...lostResponses,
  transportFault("no response, not processed", { kind: "hang", when: "before" }, ["timeout"]),
  transportFault("no response after processing", { kind: "hang", when: "after" }, ["timeout"]),
  transportFault("slow body", { kind: "slow-body", bytesPerSecond: 0.1 }, ["timeout"]),
  transportFault("HTML, not processed", { kind: "html", when: "before" }, shape),
  transportFault("HTML after processing", { kind: "html" }, shape),
  transportFault("empty body, not processed", { kind: "empty", when: "before" }, shape),
  transportFault("empty body after processing", { kind: "empty" }, shape),
  transportFault("truncated JSON", { kind: "truncated" }, shape, notFiles),
  transportFault("wrong content type", { kind: "wrong-content-type" }, shape, notFiles),
];
