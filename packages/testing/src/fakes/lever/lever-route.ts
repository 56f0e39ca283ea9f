import type { FakeAnswer, FakeCall, FakeRoute } from "../engine/fake-types";
import { badRequest } from "./lever-answers";
import type { LeverState } from "./lever-state";

export type LeverCall = FakeCall<LeverState>;

/** A route of the Data API with the query parameters that it takes. */
export interface LeverRoute extends FakeRoute<LeverState> {
  query: string[];
  performAs?: "required" | "optional";
}

/** What is wrong with the query: unknown parameters (those that the fake does not know among them), or no `perform_as`. */
export function checkQuery(route: LeverRoute, query: URLSearchParams): FakeAnswer | undefined {
  const known = [...route.query, ...(route.performAs ? ["perform_as"] : [])];
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) return badRequest(`Unknown query parameter: ${unknown}`);
  if (route.performAs === "required" && !query.get("perform_as")) return badRequest("perform_as is missing.");
  const times = [...query.keys()].find((name) => /_at_(start|end)$/.test(name) && !/^\d+$/.test(query.get(name) ?? ""));
  return times === undefined ? undefined : badRequest(`${times} is no timestamp.`);
}
