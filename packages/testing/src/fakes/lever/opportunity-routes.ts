import type { FakeResponse } from "../engine/fake-types";
import { createOpportunity } from "./create-opportunity";
import { included, type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import { byTime, listPage } from "./list-page";
import { changeRoutes } from "./opportunity-changes";
import { fileRoutes } from "./opportunity-files";
import { listDeletedOpportunities, listOpportunities, opportunityFilters } from "./opportunity-list";
import { applicationsOf, opportunityView, withOpportunity } from "./opportunity-view";

const path = "/opportunities/{opportunity}";
const paging = ["limit", "offset"];
const expand = ["applications", "stage", "owner", "followers", "sourcedBy", "contact"];

export function opportunityRoutes(phonesInForms: boolean): LeverRoute[] {
  const query = ["include", "expand"];
  return [
    {
      ...{ method: "GET", path: "/opportunities", query: [...opportunityFilters, ...paging, ...query], expand },
      handle: listOpportunities,
    },
    {
      ...{ method: "GET", path: "/opportunities/deleted", query: [...paging, "deleted_at_start", "deleted_at_end"] },
      handle: listDeletedOpportunities,
    },
    {
      ...{ method: "POST", path: "/opportunities", performAs: "required" },
      query: ["parse", "perform_as_posting_owner"],
      handle: (call) => createOpportunity(call, phonesInForms),
    },
    { method: "GET", path, query, expand, handle: read },
    { method: "GET", path: `${path}/applications`, query: paging, handle: listApplications },
    { method: "GET", path: `${path}/applications/{application}`, query: [], handle: readApplication },
    ...changeRoutes(),
    ...fileRoutes(),
  ];
}

function read(call: LeverCall): FakeResponse {
  const { state, query } = call;
  return withOpportunity(call, (record) =>
    success(included(query, opportunityView(state, record, query.getAll("expand")))),
  );
}

function listApplications(call: LeverCall): FakeResponse {
  return withOpportunity(call, (record) => listPage(call, applicationsOf(record), (one) => one, byTime));
}

function readApplication(call: LeverCall): FakeResponse {
  return withOpportunity(call, (record) => {
    const found = applicationsOf(record).find(({ id }) => id === call.params.application);
    return found ? success(found) : notFound();
  });
}
