import { defineWarehouse, parameterSchema } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { ashbyConnection, credentialFields, text } from "../ashby-connection";
import { listCandidates, readCandidates } from "./read-candidates";
import { type AshbyCandidatesParameters, writeCandidate } from "./write-candidate";

const fields = z.object({
  ...credentialFields,
  sourceId: z.optional(text("Id of the source of candidates and applications")),
  creditedToUserId: z.optional(text("Id of the user who gets the credit for them")),
  interviewStageId: z.optional(text("Id of the stage that applications begin in, or FirstPreInterviewScreen")),
});

const [read, write] = ["candidatesRead", "candidatesWrite"];

/** @see https://developers.ashbyhq.com */
export const ashbyCandidates = defineWarehouse({
  name: "Ashby candidates",
  dataType: "profile",
  connection: ashbyConnection,
  read: {
    endpoints: [
      { endpoint: "POST /candidate.list", permission: read },
      { endpoint: "POST /file.info", permission: read },
    ],
    read: readCandidates,
    // The pass has one, not the candidate.
    cursor: () => null,
    async file({ id, fileName }, { api, download }) {
      const { results } = await api.POST("/file.info", { body: { fileHandle: id } });
      return download({ url: results.url, fileName });
    },
    check: async ({ api, probe }) =>
      void (await probe("the list of candidates", () => listCandidates(api, {}).next(), "grant candidatesRead")),
  },
  write: {
    parameters: parameterSchema<AshbyCandidatesParameters>(fields, z.toJSONSchema),
    endpoints: [
      { endpoint: "POST /candidate.create", permission: write },
      { endpoint: "POST /candidate.list", permission: read },
      { endpoint: "POST /candidate.info", permission: read },
      { endpoint: "POST /jobPosting.info", permission: "jobsRead" },
      { endpoint: "POST /application.create", permission: write },
      { endpoint: "POST /application.info", permission: read },
      { endpoint: "POST /candidate.uploadResume", permission: write },
      { endpoint: "POST /candidate.createNote", permission: write },
      { endpoint: "POST /candidate.listNotes", permission: read },
    ],
    concurrency: 4,
    write: writeCandidate,
    check: async ({ api, probe }) =>
      void (await probe("the list of candidates", () => listCandidates(api, {}).next(), "grant candidatesRead")),
  },
});
