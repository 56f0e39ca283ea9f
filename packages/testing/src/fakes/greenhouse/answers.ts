import type { FakeAnswer, FakeCall } from "../engine/fake-types";
import type { Fault } from "./body-checks";
import type { GreenhouseState } from "./greenhouse-state";

export type Call = FakeCall<GreenhouseState>;

export const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
export const created = (body: unknown): FakeAnswer => ({ status: 201, body });
export const notFound = (): FakeAnswer => ({ status: 404, body: { message: "Resource not found" } });

/** The values are refused. */
export function refused(faults: readonly Fault[]): FakeAnswer {
  return {
    status: 422,
    body: { message: "Validation failed", errors: faults.map(({ field, message }) => ({ message, field })) },
  };
}

export function refuse(field: string, message: string): FakeAnswer {
  return refused([{ field, message }]);
}

export function withHeaders(answer: FakeAnswer, headers: Record<string, string>): FakeAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
