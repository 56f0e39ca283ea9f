import type { FakeCall, FakeResponse } from "../engine/fake-types";
import type { HrflowKind } from "./hrflow-kinds";
import type { HrflowState } from "./hrflow-state";

export type Call = FakeCall<HrflowState>;

export function failure(status: number, message: string): FakeResponse {
  return { status, body: { code: status, message } };
}

export function success(status: number, message: string, data: unknown): FakeResponse {
  return { status, body: { code: status, message, data } };
}

/** Returns one page of rows. A page after the last one is empty. */
export function listPage<Row>(query: URLSearchParams, message: string, rows: Row[], view: (row: Row) => unknown) {
  const page = Number(query.get("page") ?? 1);
  const limit = Number(query.get("limit") ?? 30);
  if (![page, limit].every((value) => Number.isInteger(value) && value >= 1))
    return failure(400, "Invalid parameters. page and limit must be positive");
  const data = rows.slice((page - 1) * limit, page * limit).map(view);
  const meta = { page, maxPage: Math.max(1, Math.ceil(rows.length / limit)), count: data.length, total: rows.length };
  return { status: 200, body: { code: 200, message, data, meta } };
}

export const titleOf = ({ name }: HrflowKind) => (name === "profile" ? "Profile" : "Job");
export const notFound = ({ name }: HrflowKind) => failure(400, `Unable to find object: ${name}`);
export const invalid = ({ container }: HrflowKind) => failure(400, `Invalid ${container} fields`);
export const noContainer = ({ container }: HrflowKind) =>
  failure(400, `Invalid parameters. Unable to find object: ${container}`);
export const referenceUsed = ({ name }: HrflowKind, reference: unknown) =>
  failure(400, `Cannot create ${name} with this reference: ${reference}. Already used!`);
