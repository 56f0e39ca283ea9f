import type { Fault } from "@hrflow-connectors/testing/fakes";
import type { World } from "../world/create-world";
import type { Step } from "./steps";

/** A way to misbehave, and what an honest failure says of it. */
export interface NamedFault {
  name: string;
  make(world: World): Fault;
  /** What a failure may be called. */
  codes: readonly string[];
  /** The status that a failure tells. */
  status?: number;
  /** Whether it is the vendor's last word, as long as it lasts. */
  isRefusal: boolean;
  appliesTo(step: Step): boolean;
}

const everywhere = () => true;
/** Half a file, or another file, cannot be told from the one that was meant. */
const notFiles = ({ kind }: Step) => kind !== "file";

/** Repeats what the request carried, as a careless vendor does. Made when it is answered. */
const echo = ({ arrivals }: World) => ({
  toJSON() {
    const { headers, form, url } = arrivals.at(-1)?.request ?? { headers: new Headers(), form: undefined, url: "" };
    const fields = [...(form ?? [])].flatMap(([, value]) => (typeof value === "string" ? [value] : []));
    const said = `You sent ${[headers.get("authorization"), headers.get("x-api-key"), ...fields, url].join(" and ")}`;
    return {
      code: "Refused",
      message: said,
      error: said,
      error_description: said,
      errors: [{ field: "all", message: said }],
    };
  },
});

function status(code: number, codes: string[], more: Partial<Fault & { kind: "status" }> = {}, words = ""): NamedFault {
  const name = `${code}${words}${more.acted ? " after it acted" : ""}`;
  const make = (world: World) => ({ kind: "status" as const, status: code, body: echo(world), ...more });
  return { name, make, codes, status: code, isRefusal: [401, 403, 422].includes(code), appliesTo: everywhere };
}

function broken(
  name: string,
  fault: Fault,
  codes: string[],
  appliesTo: NamedFault["appliesTo"] = everywhere,
): NamedFault {
  return { name, make: () => fault, codes, isRefusal: false, appliesTo };
}

const unavailable = ["vendor_unavailable"];
const network = ["network_error"];
const shape = ["unexpected_response"];
const retryAfterMs = 20_000;

/** Every fault of a request. Those of lists are in `paging`. */
export const faults: readonly NamedFault[] = [
  status(429, ["rate_limited"]),
  status(429, ["rate_limited"], { retryAfter: "seconds", retryAfterMs }, ", Retry-After in seconds"),
  status(429, ["rate_limited"], { retryAfter: "date", retryAfterMs }, ", Retry-After as a date"),
  status(429, ["rate_limited"], { retryAfter: "seconds", retryAfterMs: 3_600_000 }, ", Retry-After of an hour"),
  ...[500, 502, 503, 504].flatMap((code) => [status(code, unavailable), status(code, unavailable, { acted: true })]),
  status(408, unavailable),
  status(401, ["authentication_failed"]),
  status(403, ["permission_denied", "authentication_failed"]),
  status(422, ["validation_failed"]),
  broken("connection refused", { kind: "refused" }, network),
  broken("reset before it acted", { kind: "reset", when: "before" }, network),
  broken("reset after it acted", { kind: "reset", when: "after" }, network),
  broken("no answer, nothing done", { kind: "hang", when: "before" }, ["timeout"]),
  broken("no answer after it acted", { kind: "hang", when: "after" }, ["timeout"]),
  broken("slow body", { kind: "slow-body", bytesPerSecond: 0.1 }, ["timeout"]),
  broken("HTML, nothing done", { kind: "html", when: "before" }, shape),
  broken("HTML after it acted", { kind: "html" }, shape),
  broken("empty body, nothing done", { kind: "empty", when: "before" }, shape),
  broken("empty body after it acted", { kind: "empty" }, shape),
  broken("truncated JSON", { kind: "truncated" }, shape, notFiles),
  broken("wrong content type", { kind: "wrong-content-type" }, shape, notFiles),
];
