import { ApiCallError } from "@hrflow-connectors/core";
import { defineConnection, parameterSchema, ResponseShapeError, typedApi } from "@hrflow-connectors/core/connector";
import { hrflowBaseUrl } from "../hrflow-client";
import type { HrflowPaths } from "../hrflow-types";
import * as z from "../schema";

/** What every HrFlow.ai warehouse needs to reach an account. */
export interface HrflowCredential {
  /** API key of the HrFlow.ai account. Secret. */
  apiSecret: string;
  /** E-mail address of the HrFlow.ai account. */
  apiUser: string;
}

/** Sent in an HTTP header, which takes no other characters. */
const headerValue = (what: string) =>
  z.string(`expected ${what}`).check(z.regex(/^[\x21-\x7e]+$/, `expected ${what}, in printable ASCII without blanks`));

export const credentialFields = {
  apiSecret: headerValue("the API key of the HrFlow.ai account").check(
    z.meta({
      format: "password",
      description: "API key of the HrFlow.ai account, with read and write permission as the action needs",
    }),
  ),
  apiUser: headerValue("the e-mail address of the HrFlow.ai account").check(
    z.meta({ description: "E-mail address of the HrFlow.ai account" }),
  ),
};

/** The key of a source, a board or a profile. It gives no access. */
export const keyField = (what: string) => z.text(`Key of ${what}`, { expected: `the key of ${what}`, secret: false });

/** Something that is off unless it is asked for. */
export const flag = (description: string) => z._default(z.flag(description), false);

const share = "expected a share above 0 and below 1";

/** How much of a board or a source one run archives at most. */
export const archiveLimitField = (records: string) =>
  z._default(
    z
      .number(share)
      .check(
        z.positive(share),
        z.lt(1, share),
        z.meta({ description: `The share of ${records} that one run archives at most; if more are gone, none is` }),
      ),
    0.2,
  );

/** @see https://developers.hrflow.ai */
export const hrflowConnection = defineConnection({
  name: "hrflow",
  api: typedApi<HrflowPaths>({ baseUrl: hrflowBaseUrl }),
  parameters: parameterSchema<HrflowCredential>(z.object(credentialFields), z.toJSONSchema),
  auth: ({ apiSecret, apiUser }) => ({
    type: "headers",
    headers: { "X-API-KEY": apiSecret, "X-USER-EMAIL": apiUser },
  }),
  account: ({ apiUser }) => apiUser,
  // HrFlow.ai publishes no limit: this one is polite, and users may set another.
  rateLimit: { requests: 20, perMs: 1_000, burst: 20, countedBy: ({ apiSecret }) => apiSecret },
});

/** More than the default of 30. The most that HrFlow.ai allows is not known: if it sends fewer, there are more pages. */
export const pageSize = 100;

/** HrFlow.ai responds to every call with one envelope; `code` mirrors the HTTP status. */
interface Envelope<Data> {
  code?: number;
  message?: string;
  data: Data;
}

/**
 * The object in an envelope. Throws a typed error if the envelope's own `code` is a failure, or if it holds no object: nothing may be
 * concluded from it, not even that something does not exist.
 */
export function dataOf<Data extends object>(envelope: Envelope<Data>): Data {
  const { code, message, data } = envelope;
  if (code !== undefined && code >= 400) {
    const call = { method: "a call to", url: "HrFlow.ai", status: code };
    throw new ApiCallError({ ...call, vendorMessage: message, body: envelope });
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new ResponseShapeError("HrFlow.ai responded with success, but without the requested object");
  }
  return data;
}

/** An object that was asked for by its reference. Throws if it is another one, which must not be changed. */
export function asAskedFor<Found extends { reference?: string | null }>(
  found: Found,
  reference: string,
  object: "profile" | "job",
): Found {
  if (found.reference === reference) return found;
  throw new ResponseShapeError(`HrFlow.ai responded with a ${object} of another reference`);
}

/** The rows in the envelope of a list, in the same way. */
export function dataOfList<Row>(envelope: Envelope<Row[]>): Row[] {
  const { data, ...rest } = envelope;
  dataOf({ ...rest, data: { data } });
  if (!Array.isArray(data)) throw new ResponseShapeError("HrFlow.ai responded with success, but without the list");
  return data;
}

/** Whether HrFlow.ai says that it holds no such object. It says so only in the text of its message. */
export function isMissing(error: unknown, object: "profile" | "job" | "source" | "board"): boolean {
  if (!ApiCallError.isInstance(error) || (error.status !== 400 && error.status !== 404)) return false;
  return new RegExp(`unable to find object: ${object}\\b`, "i").test(error.message);
}

/** Whether HrFlow.ai refused a create because its reference is used. It says so only in the text of its message. */
export function isReferenceUsed(error: unknown): boolean {
  return ApiCallError.isInstance(error) && error.status === 400 && /\balready used\b/i.test(error.message);
}
