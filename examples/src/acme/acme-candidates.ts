import { defineWarehouse, type FileReference, multipart, paginate } from "@hrflow-connectors/core/connector";
import type { AcmeCandidateCreate } from "./acme-api";
import { acmeConnection } from "./acme-connection";

/** A candidate to create, and the resume to upload. */
export interface AcmeCandidateItem extends AcmeCandidateCreate {
  resume?: FileReference;
}

export const acmeCandidates = defineWarehouse({
  name: "Acme candidates",
  dataType: "profile",
  connection: acmeConnection,
  read: {
    endpoints: ["GET /candidates"],
    read: ({ api, since }) =>
      paginate(
        (cursor) => api.GET("/candidates", { params: { query: { cursor, updated_since: since ?? undefined } } }),
        ({ candidates, next_cursor }) => ({ rows: candidates, next: next_cursor }),
      ),
    cursor: ({ updated_at }) => updated_at,
  },
  write: {
    endpoints: ["POST /candidates", "GET /candidates", "POST /candidates/{id}/resume", "GET /candidates/{id}/resume"],
    concurrency: 4,
    async write({ resume, ...body }: AcmeCandidateItem, { api, step, optional, download }) {
      const { id, url } = await step("candidate", {
        create: () => api.POST("/candidates", { body }),
        keep: ({ id, url }) => ({ id, url }),
        identity: { name: body.name, email: body.email },
        looksBefore: true,
        async find(wasSent, _, since) {
          const query = { created_since: new Date(since).toISOString() };
          const { candidates } = await api.GET("/candidates", { params: { query } });
          const matches = candidates.map(({ name, email }) => wasSent(email ? "email" : "name", email ?? name));
          const isMatch = await Promise.all(matches);
          return candidates.filter((_, index) => isMatch[index]);
        },
        visibleAfterMs: 2_000,
      });
      if (resume) {
        const params = { path: { id } };
        await optional("resume", {
          create: async () =>
            api.POST("/candidates/{id}/resume", { params, ...multipart({ file: await download(resume) }) }),
          keep: (file) => ({ id: file.id }),
          find: async () => (await api.GET("/candidates/{id}/resume", { params })).files,
        });
      }
      return { id, ...(url ? { url } : {}) };
    },
  },
});
