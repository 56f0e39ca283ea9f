import type { Http } from "@hrflow-connectors/core";
import * as z from "zod/mini";
import { createHrflowClient, type HrflowClient } from "../hrflow-client";

/** Goes into an HTTP header, which takes no other characters. */
const headerValue = (what: string) =>
  z.string(`expected ${what}`).check(z.regex(/^[\x21-\x7e]+$/, `expected ${what}, in printable ASCII without blanks`));

/** What every HrFlow.ai warehouse needs to reach an account. */
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

/** A key of a source, a board or a profile. */
export const keyField = (what: string) =>
  z
    .string(`expected the key of ${what}`)
    .check(z.trim(), z.minLength(1, `expected the key of ${what}`), z.meta({ description: `Key of ${what}` }));

export function clientFor(credential: { apiSecret: string; apiUser: string }, http: Http): HrflowClient {
  return createHrflowClient({ ...credential, fetch: (request) => http.fetch(request) });
}
