import type { FakeAnswer } from "../engine/fake-types";

export function answered(data: unknown, status = 200): FakeAnswer {
  return { status, body: { data } };
}

export function refused(status: number, code: string, message: string): FakeAnswer {
  return { status, body: { code, message } };
}

export const badRequest = (message: string) => refused(400, "BadRequestError", message);
export const notFound = () => refused(404, "ResourceNotFound", "There is no such object.");
