import type { WarehouseContext, Writer } from "@hrflow-connectors/core";
import { compact, listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestV1Client } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import type { GreenhouseV1CandidateCreate } from "../greenhouse-types";
import { candidateV1AppearsWithinMs } from "./appears-within";
import { attachResume, isResumeName, type ResumeFile } from "./attach-resume";
import { applicationsOf, candidateFieldsOf } from "./candidate-fields";
import { identityOf } from "./candidate-identity";
import { acceptedContentType } from "./content-type";
import { createdIds } from "./created-ids";
import { createEducationOptions, type EducationOptions } from "./education-options";
import { findCandidateV1 } from "./find-candidate";
import { createFollowUp, type FollowUp } from "./follow-up";
import type { HarvestConnection } from "./harvest-credential";
import { listOptionsV1 } from "./list-options";
import { createPriorCandidates, listPriorV1 } from "./prior-candidates";
import { isKnown, type ResolvedEducation, resolveEducation } from "./resolve-education";
import { whenReady } from "./when-ready";

/** Writes candidates by Harvest v1: one create with everything but the resume, which is attached to the candidate. */
export function createV1Writer(
  { client, briefClient }: HarvestConnection<HarvestV1Client>,
  context: WarehouseContext,
  onBehalfOf: string,
): Writer<GreenhouseCandidateItem> {
  const options = createEducationOptions((kind) => listOptionsV1(client, kind));
  const priorCandidates = createPriorCandidates((sought) => listPriorV1(briefClient, sought), context);
  const written = new Set<string>();
  return {
    async write(item, delivery) {
      const followUp = createFollowUp(item, delivery, context.signal);
      let resolving: Promise<ResolvedEducation[]> | undefined;
      const educations = () => {
        resolving ??= resolveAll(item, options);
        return resolving;
      };
      const { startedAt } = delivery;
      const identity = () => identityOf(item, applicationsOf(item)[0].job_id, startedAt);
      const { candidate, applications, warnings } = await delivery.step("candidate", {
        intent: async () => ({ identity: await identity(), lacks: lacksOf(await educations()) }),
        async make() {
          const resolved = await educations();
          const body = bodyOf(item, resolved, onBehalfOf);
          return { ...createdIds(await unwrap(client.POST("/candidates", { body }))), warnings: lacksOf(resolved) };
        },
        async find(sent) {
          const others = [...delivery.known, ...written];
          const sought = { item, identity: sent?.identity ?? (await identity()), startedAt, others };
          const found = await findCandidateV1(client, sought);
          return found && { ...found, warnings: sent?.lacks ?? [] };
        },
        appearsWithinMs: candidateV1AppearsWithinMs,
      });
      warnings.forEach(followUp.warn);
      written.add(String(candidate));
      await priorCandidates.tell(item, delivery, written, followUp);
      await addResume(client, context, candidate, item, followUp);
      const others = applications.slice(1).map((id) => ({ id: String(id) }));
      return [followUp.receipt(candidate), ...others];
    },
  };
}

/** They travel within the create: a list that is out of reach just now costs what it would have told, not the person. */
async function resolveAll(
  { educations = [] }: GreenhouseCandidateItem,
  options: EducationOptions,
): Promise<ResolvedEducation[]> {
  const resolved: ResolvedEducation[] = [];
  for (const education of educations) resolved.push(await resolveEducation(education, options, false));
  return resolved;
}

const lacksOf = (educations: readonly ResolvedEducation[]) => educations.flatMap(({ warnings }) => warnings);

function bodyOf(
  item: GreenhouseCandidateItem,
  educations: readonly ResolvedEducation[],
  onBehalfOf: string,
): GreenhouseV1CandidateCreate {
  return {
    ...candidateFieldsOf(item),
    applications: applicationsOf(item),
    ...compact({
      employments: item.employments,
      educations: educations.filter(isKnown).map(({ ids, dates }) => ({
        ...compact({ school_id: ids.school_name, degree_id: ids.degree, discipline_id: ids.discipline }),
        ...dates,
      })),
      activity_feed_notes: notesOf(item, onBehalfOf),
    }),
  };
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
  const path = { id };
  await followUp.step(
    "resume",
    { what: "resume", done: "attached" },
    {
      async make() {
        await attachResume(resume, context, followUp.leaveOpen, async (file) => {
          const options = { params: { path }, body: attachmentOf(file) };
          return unwrap(client.POST("/candidates/{id}/attachments", options));
        });
        return { candidate: id };
      },
      async find() {
        const read = () => unwrap(client.GET("/candidates/{id}", { params: { path } }));
        const { attachments } = await whenReady(read, context.signal, followUp.leaveOpen);
        const isThere = listOf(attachments).some(
          ({ type, filename }) => type === "resume" && isResumeName(filename, resume),
        );
        return isThere ? { candidate: id } : null;
      },
    },
  );
}

function attachmentOf(file: ResumeFile) {
  const { filename } = file;
  const common = { filename, type: "resume" as const };
  if ("url" in file) return { ...common, url: file.url };
  return { ...common, content: file.content, content_type: acceptedContentType(filename, file.contentType) };
}
