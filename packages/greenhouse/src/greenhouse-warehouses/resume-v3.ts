import { ConnectorError, type WarehouseContext } from "@hrflow-connectors/core";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestClient } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import { attachResume, type ResumeFile } from "./attach-resume";
import type { CreatedIds } from "./created-ids";
import type { FollowUp } from "./follow-up";

/** Attaches the resume to the candidate's first application: Harvest v3 keeps files of applications, not of people. */
export async function addResumeV3(
  client: HarvestClient,
  context: WarehouseContext,
  { candidate, applications }: CreatedIds,
  { resume }: GreenhouseCandidateItem,
  followUp: FollowUp,
): Promise<void> {
  if (!resume) return;
  await followUp.attempt("resume not attached", async () => {
    let [application] = applications;
    await attachResume(resume, context, async (file) => {
      application ??= await findApplication(client, candidate);
      return unwrap(client.POST("/attachments", { body: attachmentOf(application, file) }));
    });
  });
}

/** For an answer that told no application id, as the record was still being built; looked up again while it is not there. */
async function findApplication(client: HarvestClient, candidate: number): Promise<number> {
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
