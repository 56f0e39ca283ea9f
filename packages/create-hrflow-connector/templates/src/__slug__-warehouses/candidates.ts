// #if pushProfile pullProfileList
// #if pushProfile
import { type Api, defineWarehouse, type FileReference, multipart, paginate } from "@hrflow-connectors/core/connector";
// #end
// #if !pushProfile
import { type Api, defineWarehouse, paginate } from "@hrflow-connectors/core/connector";
// #end
import { __camel__Connection } from "../__slug__-connection";
// #if pushProfile
import type { CandidateCreate, paths } from "../generated/__slug__";

export type __Pascal__CandidateItem = CandidateCreate & { resume?: FileReference };
// #end
// #if !pushProfile
import type { paths } from "../generated/__slug__";
// #end

const list = (api: Api<paths>, query: { updated_since?: string | undefined; created_since?: string }) =>
  paginate(
    (cursor) => api.GET("/candidates", { params: { query: { ...query, cursor } } }),
    ({ candidates, next_cursor }) => ({ rows: candidates, next: next_cursor }),
  );

export const __camel__Candidates = defineWarehouse({
  name: "__name__ candidates",
  dataType: "profile",
  connection: __camel__Connection,
  // #if pullProfileList
  read: {
    endpoints: ["GET /candidates"],
    read: ({ api, since }) => list(api, { updated_since: since ?? undefined }),
    cursor: ({ updated_at }) => updated_at,
    isFiltered: () => false,
  },
  // #end
  // #if pushProfile
  write: {
    endpoints: ["POST /candidates", "GET /candidates", "POST /candidates/{id}/resumes", "GET /candidates/{id}/resumes"],
    concurrency: 4,
    async write({ resume, ...body }: __Pascal__CandidateItem, { api, step, optional, download }) {
      const { id, url } = await step("candidate", {
        create: () => api.POST("/candidates", { body }),
        keep: ({ id, url }) => ({ id, url }),
        identity: { name: body.name, email: body.email },
        looksBefore: true,
        async find(wasSent, _, since) {
          const found = [];
          for await (const one of list(api, { created_since: new Date(since).toISOString() })) {
            if (await wasSent(one.email ? "email" : "name", one.email ?? one.name)) found.push(one);
          }
          return found;
        },
        visibleAfterMs: 2_000,
      });
      const params = { path: { id } };
      if (resume)
        await optional("resume", {
          create: async () =>
            api.POST("/candidates/{id}/resumes", { params, ...multipart({ file: await download(resume) }) }),
          keep: (file) => ({ id: file.id }),
          find: async () => (await api.GET("/candidates/{id}/resumes", { params })).files,
        });
      return { id, ...(url ? { url } : {}) };
    },
  },
  // #end
});
// #end
