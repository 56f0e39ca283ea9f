import type { FakeCall, FakeResponse, FakeRoute } from "../engine/fake-types";
import type { LeverState } from "./lever-state";

export type LeverCall = FakeCall<LeverState>;

/** A route of the Data API with the query parameters that it accepts. */
export interface LeverRoute extends FakeRoute<LeverState> {
  query: string[];
  /** What `expand` may name. */
  expand?: string[];
  performAs?: "required" | "optional";
}

export function success(data: unknown): FakeResponse {
  return { status: 200, body: { data } };
}

export function failure(status: number, code: string, message: string): FakeResponse {
  return { status, body: { code, message } };
}

/** Reduces an object to the fields that `include` names, if it names any. Expanded fields stay too. */
export function included<Row extends { id: string }>(query: URLSearchParams, row: Row): Partial<Row> {
  const names = query.getAll("include");
  if (names.length === 0) return row;
  const kept = new Set(["id", ...names, ...query.getAll("expand")]);
  return Object.fromEntries(Object.entries(row).filter(([name]) => kept.has(name))) as Partial<Row>;
}

export const badRequest = (message: string) => failure(400, "BadRequestError", message);
export const notFound = () => failure(404, "ResourceNotFound", "The object does not exist.");

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
