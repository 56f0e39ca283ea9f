import { ConnectorError, type WarehouseContext } from "@hrflow-connectors/core";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestClient } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import { attachResume, isResumeName, type ResumeFile } from "./attach-resume";
import { type CreatedIds, type MadeId, madeId } from "./created-ids";
import type { FollowUp } from "./follow-up";
import { listRecordsV3 } from "./list-records";

/** Attaches the resume to the candidate's first application: Harvest v3 keeps files of applications, not of people. */
export async function addResumeV3(
  client: HarvestClient,
  context: WarehouseContext,
  { candidate, applications }: CreatedIds,
  { resume }: GreenhouseCandidateItem,
  followUp: FollowUp,
): Promise<void> {
  if (!resume) return;
  let [application] = applications;
  await followUp.step(
    "resume",
    { what: "resume", done: "attached" },
    {
      make: async () =>
        madeId(
          await attachResume(resume, context, followUp.leaveOpen, async (file) => {
            application ??= await firstApplication(client, candidate);
            return unwrap(client.POST("/attachments", { body: attachmentOf(application, file) }));
          }),
        ),
      find: () => findResume(client, application, candidate, resume),
    },
  );
}

async function findResume(
  client: HarvestClient,
  application: number | undefined,
  candidate: number,
  resume: Resume,
): Promise<MadeId | null> {
  const owner = application === undefined ? { candidate_ids: [candidate] } : { application_ids: [application] };
  const query = { ...owner, type: "resume" as const };
  const rows = listRecordsV3(query, (page) => client.GET("/attachments", { params: { query: page } }));
  for await (const row of rows) {
    const isOwned = application === undefined ? row.candidate_id === candidate : row.application_id === application;
    if (isOwned && isResumeName(row.filename, resume)) return { id: row.id };
  }
  return null;
}

/** For an answer that told no application id, as the record was still being built; looked up again while it is not there. */
async function firstApplication(client: HarvestClient, candidate: number): Promise<number> {
  const query = { candidate_ids: [candidate] };
  const [first] = await unwrap(client.GET("/applications", { params: { query } }));
  if (first) return first.id;
  throw new ConnectorError(`Greenhouse tells no application of candidate ${candidate} to attach it to`, {
    code: "not_found",
  });
}

function attachmentOf(application_id: number, file: ResumeFile) {
  const { filename } = file;
  const common = { application_id, filename, type: "resume" as const };
  return "url" in file ? { ...common, url: file.url } : { ...common, content: file.content };
}
