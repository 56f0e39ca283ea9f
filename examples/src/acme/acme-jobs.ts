import { defineWarehouse, paginate } from "@hrflow-connectors/core/connector";
import { acmeConnection } from "./acme-connection";

/** The published jobs of a company, the longest unchanged first. */
export const acmeJobs = defineWarehouse({
  name: "Acme jobs",
  dataType: "job",
  connection: acmeConnection,
  read: {
    endpoints: ["GET /jobs"],
    read: ({ api, since }) =>
      paginate(
        (cursor) => api.GET("/jobs", { params: { query: { cursor, updated_since: since ?? undefined, limit: 100 } } }),
        ({ jobs, next_cursor }) => ({ rows: jobs, next: next_cursor }),
      ),
    cursor: ({ updated_at }) => updated_at,
    isFiltered: () => false,
  },
});
