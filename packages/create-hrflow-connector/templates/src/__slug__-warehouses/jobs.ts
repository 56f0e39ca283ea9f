// #if pullJobList
import { defineWarehouse, paginate } from "@hrflow-connectors/core/connector";
import { __camel__Connection } from "../__slug__-connection";

export const __camel__Jobs = defineWarehouse({
  name: "__name__ jobs",
  dataType: "job",
  connection: __camel__Connection,
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
// #end
