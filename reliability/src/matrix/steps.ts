import type { Fault } from "@hrflow-connectors/testing/fakes";
import type { Arrival, World } from "../world/create-world";

/** What a step of a push is for. */
export type StepKind = "profile" | "token" | "file" | "write" | "read";

/** One request of a push, known by where it goes, what it asks for, and how many of its like came before it. */
export interface Step {
  /** The fake that it goes to. */
  fake: string;
  kind: StepKind;
  method: string;
  path: string;
  /** Among the requests to the same place, from 1. */
  occurrence: number;
  /** As people read it, counted among its like: `POST /candidates/{id}/attachments (2)`. */
  name: string;
  /** The type of its body; empty without one. */
  body: string;
}

/** The steps that requests stand for, in their order. */
export function stepsOf(arrivals: readonly Arrival[]): Step[] {
  const counts = new Map<string, number>();
  const count = (what: string) => {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    return counts.get(what) ?? 0;
  };
  return arrivals.map(({ fake, request }) => {
    const { method, path, url, headers } = request;
    const occurrence = count(`place: ${fake.name} ${method} ${path}`);
    const template = templateOf(path).replace(/^\/ada\.\w+$/, "/{resume}");
    const like = `${method} ${template}${asksForEarlier(url) ? ", earlier" : ""}`;
    const number = count(`like: ${fake.name} ${like} ${path}`);
    const name = `${like}${number > 1 ? ` (${number})` : ""}`;
    const body = headers.get("content-type")?.split(";")[0] ?? "";
    return { fake: fake.name, kind: kindOf(fake.name, method, path), method, path, occurrence, name, body };
  });
}

/** A list of what was there before the push is another step than one of what the push may have made. */
function asksForEarlier(url: string): boolean {
  const query = new URL(url).searchParams;
  return query.has("created_before") || (query.get("created_at") ?? "").startsWith("lt|");
}

/** A path with its ids left open. */
export function templateOf(path: string): string {
  return path.replace(/\/(\d{6,}|[0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/g, "/{id}");
}

/** The steps that are not among others: the same request with another type of body is another step. */
export function without(steps: readonly Step[], others: readonly Step[]): Step[] {
  const keyOf = ({ name, body }: Step) => `${name} ${body}`;
  const keys = new Set(others.map(keyOf));
  return steps.filter((step) => !keys.has(keyOf(step)));
}

/** Has a step meet a fault: once, or at every try. */
export function arm({ fakes }: World, { fake, method, path, occurrence }: Step, fault: Fault, lasting: boolean): void {
  const times = lasting ? Number.POSITIVE_INFINITY : 1;
  fakes.find(({ name }) => name === fake)?.misbehave(fault, { method, path, skip: occurrence - 1, times });
}

function kindOf(fake: string, method: string, path: string): StepKind {
  if (fake === "HrFlow.ai") return "profile";
  if (fake === "Files") return "file";
  if (path.endsWith("/token")) return "token";
  return method === "GET" ? "read" : "write";
}
