import { defineWarehouse, parameterSchema } from "@hrflow-connectors/core";
import * as z from "zod/mini";
import type { HrflowProfile } from "../hrflow-types";
import { clientFor, credentialFields, keyField } from "./hrflow-credential";
import { isMissing, unwrap } from "./hrflow-error";
import { hrflowRateLimit } from "./hrflow-rate-limit";

export interface HrflowProfilesParameters {
  /** API key of the HrFlow.ai account. Secret. */
  apiSecret: string;
  /** E-mail address of the HrFlow.ai account. */
  apiUser: string;
  /** Key of the source that the profile is stored in. */
  sourceKey: string;
  /** Key of the profile. */
  profileKey: string;
}

const fields = z.object({
  ...credentialFields,
  sourceKey: keyField("the source that the profile is stored in"),
  profileKey: keyField("the profile"),
});

const parameters = parameterSchema<HrflowProfilesParameters>(fields, () => z.toJSONSchema(fields, { io: "input" }));

/**
 * The profiles of an HrFlow.ai source, read one by its key. A profile that does not exist is an empty, successful read.
 *
 * @see https://developers.hrflow.ai/reference/get-a-profile
 */
export const hrflowProfiles = defineWarehouse({
  specificationVersion: "v1",
  name: "HrFlow.ai profiles",
  dataType: "profile",
  read: {
    parameters,
    endpoints: [{ method: "GET", path: "/profile/indexing", url: "https://developers.hrflow.ai", permission: "read" }],
    rateLimits: [hrflowRateLimit],
    async *read({ sourceKey, profileKey, ...credential }, { http, logger }): AsyncGenerator<HrflowProfile> {
      const client = clientFor(credential, http);
      const query = { source_key: sourceKey, key: profileKey };
      try {
        yield await unwrap(client.GET("/profile/indexing", { params: { query } }));
      } catch (error) {
        if (!isMissing(error, "profile")) throw error;
        logger.info({ sourceKey, profileKey }, "there is no such profile in the source");
      }
    },
    // A reference may be given to another profile once this one is archived; keys are never used again.
    identity: ({ source_key, key, reference }) => `${source_key}/${key ?? reference ?? ""}`,
  },
});
