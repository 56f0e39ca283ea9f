import type { Endpoint } from "@hrflow-connectors/core";

const v3Page = "https://harvestdocs.greenhouse.io";
const v1Page = "https://developers.greenhouse.io/harvest.html";

/** What the credential's scopes must allow, for Harvest v3. */
const v3Endpoints: Endpoint[] = [
  { method: "POST", path: "/v3/candidates", permission: "harvest:candidates:create" },
  { method: "POST", path: "/v3/applications", permission: "harvest:applications:create" },
  { method: "GET", path: "/v3/applications", permission: "harvest:applications:list" },
  { method: "POST", path: "/v3/candidate_employments", permission: "harvest:candidate_employments:create" },
  { method: "POST", path: "/v3/candidate_educations", permission: "harvest:candidate_educations:create" },
  { method: "GET", path: "/v3/custom_field_options", permission: "harvest:custom_field_options:list" },
  { method: "POST", path: "/v3/attachments", permission: "harvest:attachments:create" },
  { method: "POST", path: "/v3/notes", permission: "harvest:notes:create" },
  // To look up what a request made whose answer was lost, and candidates of the same e-mail address that were there before.
  { method: "GET", path: "/v3/candidates", permission: "harvest:candidates:list" },
  { method: "GET", path: "/v3/candidate_employments", permission: "harvest:candidate_employments:list" },
  { method: "GET", path: "/v3/candidate_educations", permission: "harvest:candidate_educations:list" },
  { method: "GET", path: "/v3/attachments", permission: "harvest:attachments:list" },
  { method: "GET", path: "/v3/notes", permission: "harvest:notes:list" },
];

/** What the API key must be permitted, for Harvest v1. */
const v1Endpoints: Endpoint[] = [
  { method: "POST", path: "/v1/candidates", url: `${v1Page}#post-add-candidate` },
  { method: "POST", path: "/v1/candidates/{id}/attachments", url: `${v1Page}#post-add-attachment` },
  { method: "GET", path: "/v1/candidates", url: `${v1Page}#get-list-candidates` },
  { method: "GET", path: "/v1/candidates/{id}", url: `${v1Page}#get-retrieve-candidate` },
  { method: "GET", path: "/v1/schools", url: `${v1Page}#get-list-schools` },
  { method: "GET", path: "/v1/degrees", url: `${v1Page}#get-list-degrees` },
  { method: "GET", path: "/v1/disciplines", url: `${v1Page}#get-list-disciplines` },
];

/** The endpoints of both versions, with the version before the path. */
export const candidateEndpoints: readonly Endpoint[] = [
  ...v3Endpoints.map((endpoint) => ({ ...endpoint, url: v3Page })),
  ...v1Endpoints,
];
