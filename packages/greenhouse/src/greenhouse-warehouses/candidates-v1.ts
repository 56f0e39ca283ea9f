import type { WarehouseContext, Writer } from "@hrflow-connectors/core";
import { compact } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestV1Client } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import type { GreenhouseV1CandidateCreate } from "../greenhouse-types";
import { attachResume, type ResumeFile } from "./attach-resume";
import { applicationsOf, candidateFieldsOf } from "./candidate-fields";
import { acceptedContentType } from "./content-type";
import { createdIds } from "./created-ids";
import { createEducationOptions, type EducationOptions } from "./education-options";
import { createFollowUp, type FollowUp } from "./follow-up";
import { listOptionsV1 } from "./list-options";
import { resolveEducations } from "./resolve-educations";

/** Writes candidates by Harvest v1: one create with everything but the resume, which is attached to the candidate. */
export function createV1Writer(
  client: HarvestV1Client,
  context: WarehouseContext,
  onBehalfOf: string,
): Writer<GreenhouseCandidateItem> {
  const options = createEducationOptions((kind) => listOptionsV1(client, kind));
  return {
    async write(item) {
      const followUp = createFollowUp(item);
      const body: GreenhouseV1CandidateCreate = {
        ...candidateFieldsOf(item),
        applications: applicationsOf(item),
        ...compact({
          employments: item.employments,
          educations: await educationsOf(item, options, followUp),
          activity_feed_notes: notesOf(item, onBehalfOf),
        }),
      };
      const { candidate, applications } = createdIds(await unwrap(client.POST("/candidates", { body })));
      await addResume(client, context, candidate, item, followUp);
      const others = applications.slice(1).map((id) => ({ id: String(id) }));
      return [followUp.receipt(candidate), ...others];
    },
  };
}

async function educationsOf(
  { educations = [] }: GreenhouseCandidateItem,
  options: EducationOptions,
  followUp: FollowUp,
): Promise<NonNullable<GreenhouseV1CandidateCreate["educations"]>> {
  const resolved = await resolveEducations(educations, options, followUp);
  return resolved.map(({ ids, dates }) => ({
    ...compact({ school_id: ids.school_name, degree_id: ids.degree, discipline_id: ids.discipline }),
    ...dates,
  }));
}

function notesOf({ note }: GreenhouseCandidateItem, onBehalfOf: string) {
  return note ? [{ user_id: Number(onBehalfOf), body: note, visibility: "public" as const }] : [];
}

async function addResume(
  client: HarvestV1Client,
  context: WarehouseContext,
  id: number,
  { resume }: GreenhouseCandidateItem,
  followUp: FollowUp,
): Promise<void> {
  if (!resume) return;
  await followUp.attempt("resume not attached", () =>
    attachResume(resume, context, async (file) => {
      const options = { params: { path: { id } }, body: attachmentOf(file) };
      return unwrap(client.POST("/candidates/{id}/attachments", options));
    }),
  );
}

function attachmentOf(file: ResumeFile) {
  const { filename } = file;
  const common = { filename, type: "resume" as const };
  if ("url" in file) return { ...common, url: file.url };
  return { ...common, content: file.content, content_type: acceptedContentType(filename, file.contentType) };
}
