import {
  type Delivery,
  describeError,
  PartialWriteError,
  type ReceiptDraft,
  type WarehouseContext,
  type Writer,
} from "@hrflow-connectors/core";
import { compact } from "@hrflow-connectors/core/formats";
import type { GreenhouseApplicationItem, GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestClient } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import { appearsWithinMs } from "./appears-within";
import { applicationsOf, candidateFieldsOf } from "./candidate-fields";
import { identityOf } from "./candidate-identity";
import { createdId, createdIds, type MadeId, madeId } from "./created-ids";
import { createEducationOptions, type EducationOptions } from "./education-options";
import { findCandidateV3 } from "./find-candidate";
import { findApplication, findEducation, findEmployment, findNote } from "./find-parts";
import { createFollowUp, type FollowUp } from "./follow-up";
import type { HarvestConnection } from "./harvest-credential";
import { listOptionsV3 } from "./list-options";
import { createPriorCandidates, listPriorV3 } from "./prior-candidates";
import { isKnown, labelOf, type ResolvedEducation, resolveEducation } from "./resolve-education";
import { addResumeV3 } from "./resume-v3";

/** Writes candidates by Harvest v3: the candidate with its first application, then everything else by calls of its own. */
export function createV3Writer(
  { client, briefClient }: HarvestConnection<HarvestClient>,
  context: WarehouseContext,
): Writer<GreenhouseCandidateItem> {
  const options = createEducationOptions((kind) => listOptionsV3(client, kind));
  const priorCandidates = createPriorCandidates((sought) => listPriorV3(briefClient, sought), context);
  const written = new Set<string>();
  return {
    async write(item, delivery) {
      const [application, ...others] = applicationsOf(item);
      const body = { ...candidateFieldsOf(item), application };
      const { startedAt } = delivery;
      const intent = () => identityOf(item, application.job_id, startedAt);
      const created = await delivery.step("candidate", {
        intent,
        make: async () => createdIds(await unwrap(client.POST("/candidates", { body }))),
        async find(sent) {
          const identity = sent ?? (await intent());
          return findCandidateV3(client, { item, identity, startedAt, others: [...delivery.known, ...written] });
        },
        appearsWithinMs,
      });
      const { candidate } = created;
      written.add(String(candidate));
      const followUp = createFollowUp(item, delivery, context.signal);
      await priorCandidates.tell(item, delivery, written, followUp);
      const { receipts, fault } = await addApplications(client, candidate, others, delivery);
      await addEmployments(client, candidate, item, followUp);
      await addEducations(client, candidate, item, options, followUp);
      await addResumeV3(client, context, created, item, followUp);
      await addNote(client, candidate, item, delivery, followUp);
      const all = [followUp.receipt(candidate), ...receipts];
      if (fault === undefined) return all;
      const { message } = describeError(fault);
      const count = `${all.length} of ${others.length + 1}`;
      throw new PartialWriteError(`only ${count} applications of candidate ${candidate} were made: ${message}`, {
        receipts: all,
        cause: fault,
      });
    },
  };
}

/** The applications after the first, and the first fault among them; each is tried, whatever became of the others. */
async function addApplications(
  client: HarvestClient,
  candidate: number,
  applications: GreenhouseApplicationItem[],
  delivery: Delivery,
): Promise<{ receipts: ReceiptDraft[]; fault: unknown }> {
  const receipts: ReceiptDraft[] = [];
  let fault: unknown;
  for (const application of applications) {
    try {
      const body = { ...application, candidate_id: candidate };
      const { id } = await delivery.step(`application of job ${application.job_id}`, {
        make: async () => createdId(await unwrap(client.POST("/applications", { body })), "application"),
        find: () => findApplication(client, candidate, application.job_id),
        appearsWithinMs,
      });
      receipts.push({ id: String(id) });
    } catch (error) {
      fault ??= error;
    }
  }
  return { receipts, fault };
}

async function addEmployments(
  client: HarvestClient,
  candidate: number,
  { employments = [] }: GreenhouseCandidateItem,
  followUp: FollowUp,
): Promise<void> {
  const taken: MadeId[] = [];
  for (const [index, employment] of employments.entries()) {
    const body = { ...employment, candidate_id: candidate };
    const what = `employment "${employment.title} at ${employment.company_name}"`;
    const made = await followUp.step(
      `employment ${index + 1}`,
      { what, done: "added" },
      {
        make: async () => madeId(await unwrap(client.POST("/candidate_employments", { body }))),
        find: () => findEmployment(client, body, taken),
      },
    );
    if (made) taken.push(made);
  }
}

async function addEducations(
  client: HarvestClient,
  candidate: number,
  { educations = [] }: GreenhouseCandidateItem,
  options: EducationOptions,
  followUp: FollowUp,
): Promise<void> {
  const taken: MadeId[] = [];
  for (const [index, education] of educations.entries()) {
    const said = { what: `education "${labelOf(education)}"`, done: "added" };
    const resolved = await followUp.read(said, () => resolveEducation(education, options, true));
    if (!resolved) continue;
    const { ids, dates, warnings } = resolved;
    if (!isKnown(resolved)) {
      warnings.forEach(followUp.warn);
      continue;
    }
    const bodyOf = (sent: ResolvedEducation["ids"]) => ({
      candidate_id: candidate,
      ...compact({
        school_name_custom_field_option_id: sent.school_name,
        degree_custom_field_option_id: sent.degree,
        discipline_custom_field_option_id: sent.discipline,
      }),
      ...dates,
    });
    const made = await followUp.step(
      `education ${index + 1}`,
      { ...said, lacks: warnings },
      {
        intent: async () => ({ ids, warnings }),
        make: async () => ({
          ...madeId(await unwrap(client.POST("/candidate_educations", { body: bodyOf(ids) }))),
          warnings,
        }),
        async find(sent = { ids, warnings }) {
          const found = await findEducation(client, bodyOf(sent.ids), taken);
          return found && { ...found, warnings: sent.warnings };
        },
      },
    );
    if (made) taken.push(made);
  }
}

async function addNote(
  client: HarvestClient,
  candidate: number,
  { note }: GreenhouseCandidateItem,
  { startedAt }: Delivery,
  followUp: FollowUp,
): Promise<void> {
  if (!note) return;
  const body = { candidate_id: candidate, note_type: "NOTE", visibility: "public", body: note } as const;
  await followUp.step(
    "note",
    { what: "note", done: "added" },
    {
      make: async () => madeId(await unwrap(client.POST("/notes", { body }))),
      find: () => findNote(client, candidate, note, startedAt),
    },
  );
}
