import { ApiCallError, type CallResult, createUnwrap, ResponseShapeError } from "@hrflow-connectors/core";

/** HrFlow.ai answers every call in one envelope; `code` mirrors the HTTP status. */
interface Envelope {
  code?: number;
  message?: string;
}

const unwrapStatus = createUnwrap((body) => (body as Envelope).message);

/**
 * The object that a call answers with, or a typed error. An answer is a failure when its HTTP status or its own `code` says
 * so, and when it holds no object: nothing may be taken from it, not even that something does not exist.
 */
export async function unwrap<Data extends object>(call: Promise<CallResult<Envelope & { data: Data }>>): Promise<Data> {
  const body = await unwrapStatus(call);
  const { code, message, data } = body;
  if (code !== undefined && code >= 400) {
    throw new ApiCallError({ method: "call to", url: "HrFlow.ai", status: code, vendorMessage: message, body });
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new ResponseShapeError("HrFlow.ai answered a call with success, but without the object that was asked for");
  }
  return data;
}

/** Whether HrFlow.ai says that it holds no such object; it tells so in the words of its message alone. */
export function isMissing(error: unknown, object: "profile" | "job"): boolean {
  if (!ApiCallError.isInstance(error) || (error.status !== 400 && error.status !== 404)) return false;
  return new RegExp(`unable to find object: ${object}\\b`, "i").test(error.message);
}
