import type { FakeCall, FakeResponse } from "../engine/fake-types";
import type { Fault } from "./body-checks";
import type { GreenhouseState } from "./greenhouse-state";

export type Call = FakeCall<GreenhouseState>;
export type BoardJob = GreenhouseState["boards"][string]["jobs"][number];

export const ok = (body: unknown): FakeResponse => ({ status: 200, body });
export const created = (body: unknown): FakeResponse => ({ status: 201, body });
export const notFound = (): FakeResponse => ({ status: 404, body: { message: "Resource not found" } });

/** Refuses invalid values of Harvest v1 with a 422. Its body has no message of its own. */
export function refused(faults: readonly Fault[]): FakeResponse {
  return { status: 422, body: { errors: faults.map(({ field, message }) => ({ message, field })) } };
}

export function refuse(field: string, message: string): FakeResponse {
  return refused([{ field, message }]);
}

/** Refuses invalid values of Harvest v3 with a 422. It maps each field to its message. */
export function refusedV3(faults: readonly Fault[]): FakeResponse {
  const errors = faults.map(({ field, message }) => (field === "" ? message : { [field]: message }));
  return { status: 422, body: { message: "Unprocessable Content", errors } };
}

export function refuseV3(field: string, message: string): FakeResponse {
  return refusedV3([{ field, message }]);
}

export function withHeaders(response: FakeResponse, headers: Record<string, string>): FakeResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}
