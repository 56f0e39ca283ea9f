import type { FakeAnswer } from "../engine/fake-types";

export function accepted(status: number, message: string, data: unknown): FakeAnswer {
  return { status, body: { code: status, message, data } };
}

export function refused(status: number, message: string): FakeAnswer {
  return { status, body: { code: status, message } };
}
