import type { FakeCall, FakeResponse } from "../engine/fake-types";
import type { Fault } from "./body-checks";
import type { GreenhouseState } from "./greenhouse-state";

export type Call = FakeCall<GreenhouseState>;

export const ok = (body: unknown): FakeResponse => ({ status: 200, body });
export const created = (body: unknown): FakeResponse => ({ status: 201, body });
export const notFound = (): FakeResponse => ({ status: 404, body: { message: "Resource not found" } });

/** Refuses invalid values with a 422. */
export function refused(faults: readonly Fault[]): FakeResponse {
  return {
    status: 422,
    body: { message: "Validation failed", errors: faults.map(({ field, message }) => ({ message, field })) },
  };
}

export function refuse(field: string, message: string): FakeResponse {
  return refused([{ field, message }]);
}

export function withHeaders(response: FakeResponse, headers: Record<string, string>): FakeResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}
