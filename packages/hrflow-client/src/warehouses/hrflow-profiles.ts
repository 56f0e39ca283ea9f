import { type Api, defineWarehouse, parameterSchema } from "@hrflow-connectors/core/connector";
import type { HrflowPaths, HrflowProfile } from "../hrflow-types";
import * as z from "../schema";
import { checkSource } from "./hrflow-check";
import {
  credentialFields,
  dataOf,
  type HrflowCredential,
  hrflowConnection,
  isMissing,
  keyField,
} from "./hrflow-connection";

export interface HrflowProfilesParameters extends HrflowCredential {
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

/**
 * The profiles of an HrFlow.ai source, read one by its key. A profile that does not exist is an empty, successful read.
 *
 * @see https://developers.hrflow.ai/reference/get-a-profile
 */
export const hrflowProfiles = defineWarehouse({
  name: "HrFlow.ai profiles",
  dataType: "profile",
  connection: hrflowConnection,
  read: {
    parameters: parameterSchema<HrflowProfilesParameters>(fields, z.toJSONSchema),
    endpoints: [{ endpoint: "GET /profile/indexing", url: "https://developers.hrflow.ai", permission: "read" }],
    check: (context) => checkSource("read", context),
    async *read({ api, parameters: { sourceKey, profileKey }, logger }): AsyncGenerator<HrflowProfile> {
      const profile = await readProfile(api, { source_key: sourceKey, key: profileKey });
      if (profile) yield profile;
      else logger.info({ sourceKey, profileKey }, "the source has no such profile");
    },
    // A reference may be given to another profile once this one is archived; keys are never reused.
    // Without either, nobody can tell whose delivery the store remembers.
    id: ({ source_key, key, reference }) => (key || reference ? `${source_key}/${key || reference}` : null),
  },
});

/** One profile by its key; null if the source has no such profile. */
export async function readProfile(
  api: Api<HrflowPaths>,
  query: { source_key: string; key: string },
): Promise<HrflowProfile | null> {
  try {
    return withSource(dataOf(await api.GET("/profile/indexing", { params: { query } })), query.source_key);
  } catch (error) {
    if (isMissing(error, "profile")) return null;
    throw error;
  }
}

/** A profile that names its source, whichever request read it: deliveries are remembered by both keys. */
export function withSource(profile: HrflowProfile, sourceKey: string): HrflowProfile {
  return profile.source_key ? profile : { ...profile, source_key: sourceKey };
}
