import { type CheckContext, defineWarehouse, parameterSchema } from "@hrflow-connectors/core/connector";
import * as z from "@hrflow-connectors/hrflow-client/schema";
import { ashbyConnection, credentialFields, endpoint } from "../ashby-connection";
import type { AshbyCalls } from "../ashby-types";
import { listCandidates, readCandidates } from "./read-candidates";
import { type AshbyCandidatesParameters, writeCandidate } from "./write-candidate";

const fields = z.object({
  ...credentialFields,
  sourceId: z.optional(z.text("Id of the source of candidates and applications")),
  creditedToUserId: z.optional(z.text("Id of the user who gets the credit for them")),
  interviewStageId: z.optional(z.text("Id of the stage that applications begin in, or FirstPreInterviewScreen")),
});

const [read, write] = ["candidatesRead", "candidatesWrite"];
const check = ({ api, probe }: CheckContext<AshbyCalls, unknown>) =>
  probe("the list of candidates", () => listCandidates(api, {}).next(), "grant candidatesRead");

/** @see https://developers.ashbyhq.com */
export const ashbyCandidates = defineWarehouse({
  name: "Ashby candidates",
  dataType: "profile",
  connection: ashbyConnection,
  read: {
    endpoints: [endpoint("/candidate.list", read), endpoint("/file.info", read)],
    read: readCandidates,
    // The sync token belongs to the whole pass, not to a candidate.
    cursor: () => null,
    async file({ id, fileName }, { api, download }) {
      const { results } = await api.POST("/file.info", { body: { fileHandle: id } });
      return download({ url: results.url, fileName });
    },
    check,
  },
  write: {
    parameters: parameterSchema<AshbyCandidatesParameters>(fields, z.toJSONSchema),
    endpoints: [
      endpoint("/candidate.create", write),
      endpoint("/candidate.list", read),
      endpoint("/candidate.info", read),
      endpoint("/jobPosting.info", "jobsRead"),
      endpoint("/application.create", write),
      endpoint("/application.info", read),
      endpoint("/candidate.uploadResume", write),
      endpoint("/candidate.createNote", write),
      endpoint("/candidate.listNotes", read),
    ],
    concurrency: 4,
    write: writeCandidate,
    check,
  },
});
