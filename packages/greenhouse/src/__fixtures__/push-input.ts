import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { file, json } from "@hrflow-connectors/testing/vitest";
import type { Routes } from "./network";

export const originParameters = {
  apiSecret: "hrflow-secret-1",
  apiUser: "user@example.org",
  sourceKey: "source-key-1",
  profileKey: "profile-key-1",
};

export const v1Parameters = { auth: "harvest-key-1", onBehalfOf: "4000000017" };
export const v3Parameters = { clientId: "client-id-1", clientSecret: "client-secret-1", userId: 4000000017 };

export const profileUrl = "https://api.hrflow.ai/v1/profile/indexing";
export const tokenUrl = "https://auth.greenhouse.io/token";
export const v1 = "https://harvest.greenhouse.io/v1";
export const v3 = "https://harvest.greenhouse.io/v3";

const resumeBytes = "%PDF-1.4";
/** The resume of `fullProfile`, as it is sent. */
export const resumeContent = btoa(resumeBytes);

/** HrFlow.ai with one profile, and the server of its resume. */
export function hrflowRoutes(profile: HrflowProfile): Routes {
  return {
    [`GET ${profileUrl}`]: json({ code: 200, message: "Profile", data: profile }),
    "GET https://files.example.org/cv-ada.pdf": file(new TextEncoder().encode(resumeBytes), "application/pdf"),
  };
}

/** HrFlow.ai with one profile, and the token endpoint of Greenhouse. */
export function v3Routes(profile: HrflowProfile, token = "access-token-1"): Routes {
  return {
    ...hrflowRoutes(profile),
    [`POST ${tokenUrl}`]: json({ access_token: token, token_type: "Bearer", expires_at: "2099-01-01T00:00:00Z" }),
  };
}
