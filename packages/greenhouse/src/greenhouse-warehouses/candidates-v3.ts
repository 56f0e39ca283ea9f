import {
  ConnectorError,
  defineWarehouse,
  type ReceiptDraft,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { compact } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import {
  applicationName,
  applicationsOf,
  candidateFieldsOf,
  educationsOf,
  employmentsOf,
  type GreenhouseApplicationItem,
  type GreenhouseCandidateItem,
  warningsOf,
} from "../formats/greenhouse-items";
import { type CheckedV3Credential, harvestV3Connection } from "../greenhouse-connection";
import type { GreenhouseHarvestPaths } from "../greenhouse-types";
import { attachResume, type ResumeFile, whenReady } from "./attach-resume";
import { type CreatedIds, createdId, createdIds } from "./created-ids";
import { educationOptionsV3, type OptionIds, resolveEducation } from "./education-options";
import { findCandidatesV3, hasEmail, identityOf, type SentCandidate } from "./find-candidate";
import { findApplication, findEducation, findEmployment, findNote, findResume } from "./find-parts";
import { visibleAfterMs } from "./list-records";
import { listPriorV3, priorCandidates, warnOfPriors } from "./prior-candidates";

type Context = WriteContext<GreenhouseHarvestPaths, CheckedV3Credential>;

const url = "https://harvestdocs.greenhouse.io";

/** Writes candidates by Harvest v3: the candidate with its first application, then everything else by a request each. */
export const candidatesV3 = defineWarehouse({
  name: "Greenhouse candidates (Harvest v3)",
  dataType: "profile",
  connection: harvestV3Connection,
  write: {
    endpoints: [
      { endpoint: "POST /candidates", permission: "harvest:candidates:create", url },
      { endpoint: "POST /applications", permission: "harvest:applications:create", url },
      { endpoint: "GET /applications", permission: "harvest:applications:list", url },
      { endpoint: "POST /candidate_employments", permission: "harvest:candidate_employments:create", url },
      { endpoint: "POST /candidate_educations", permission: "harvest:candidate_educations:create", url },
      { endpoint: "GET /custom_field_options", permission: "harvest:custom_field_options:list", url },
      { endpoint: "POST /attachments", permission: "harvest:attachments:create", url },
      { endpoint: "POST /notes", permission: "harvest:notes:create", url },
      // To look up what a request created whose response was lost, and earlier candidates with the same e-mail address.
      { endpoint: "GET /candidates", permission: "harvest:candidates:list", url },
      { endpoint: "GET /candidate_employments", permission: "harvest:candidate_employments:list", url },
      { endpoint: "GET /candidate_educations", permission: "harvest:candidate_educations:list", url },
      { endpoint: "GET /attachments", permission: "harvest:attachments:list", url },
      { endpoint: "GET /notes", permission: "harvest:notes:list", url },
    ],
    concurrency: 4,
    continues: ["Harvest v1"],
    write: writeCandidate,
  },
});

async function writeCandidate(item: GreenhouseCandidateItem, context: Context): Promise<ReceiptDraft[]> {
  const { part, warn } = context;
  const applications = applicationsOf(item);
  const [application] = applications;
  for (const warning of warningsOf(item)) warn(warning);
  const created = await part(applicationName(application), () => createCandidate(item, application, context));
  // Nothing else can be created without the candidate.
  if (!created) return [];
  const receipts: ReceiptDraft[] = [{ id: String(created.id) }];
  for (const warning of created.warnings ?? []) warn(warning);
  await warnOfPriors(created, context);
  // The create carried one of them, which need not be the first one any more.
  for (const other of applications.filter(({ job_id }) => job_id !== created.job)) {
    const added = await part(applicationName(other), () => addApplication(created.id, other, context));
    if (added) receipts.push({ id: String(added.id) });
  }
  await addEmployments(created.id, item, context);
  await addEducations(created.id, item, context);
  if (item.resume) await addResume(created, item.resume, context);
  if (item.note) await addNote(created.id, item.note, context);
  return receipts;
}

interface CreatedCandidate extends CreatedIds {
  /** The job of the application in the create. */
  job: number;
  /** Ids of the candidates that had the e-mail address before. */
  priors: number[];
  /** What the create of Harvest v1 lacked, if that began the delivery. */
  warnings?: string[];
}

function createCandidate(
  item: GreenhouseCandidateItem,
  application: GreenhouseApplicationItem,
  context: Context,
): Promise<CreatedCandidate> {
  const { api, step } = context;
  return step("candidate", {
    identity: identityOf(item),
    sent: async (): Promise<SentCandidate> => ({
      job: application.job_id,
      hasEmail: hasEmail(item),
      priors: await priorCandidates(item, context, (email) => listPriorV3(api, email)),
    }),
    // By the address, those that were there before are known already.
    looksBefore: !hasEmail(item),
    create: async () =>
      createdIds(await api.POST("/candidates", { body: { ...candidateFieldsOf(item), application } })),
    keep: (ids, { job, priors }) => ({ ...ids, job, priors }),
    find: (wasSent, sent, since) => findCandidatesV3(api, { item, sent, wasSent, since }),
    visibleAfterMs,
  });
}

async function addApplication(candidate: number, application: GreenhouseApplicationItem, { api, step }: Context) {
  const find = () => findApplication(api, candidate, application.job_id);
  const { id } = await step(applicationName(application), {
    create: async () =>
      createdId(await api.POST("/applications", { body: { ...application, candidate_id: candidate } }), "application"),
    keep: ({ id }): { id?: number } => ({ id }),
    find,
    visibleAfterMs,
  });
  if (id !== undefined) return { id };
  // Harvest v1 created it together with the candidate.
  const found = await find();
  if (found) return found;
  throw new ConnectorError(`Greenhouse shows no application of candidate ${candidate} to job ${application.job_id}`, {
    code: "not_found",
    retryable: true,
  });
}

async function addEmployments(
  candidate: number,
  item: GreenhouseCandidateItem,
  { api, optional }: Context,
): Promise<void> {
  for (const [name, employment] of employmentsOf(item)) {
    await optional(name, {
      create: (): Promise<{ id: number }> =>
        api.POST("/candidate_employments", { body: { ...employment, candidate_id: candidate } }),
      keep: ({ id }) => ({ id }),
      find: () => findEmployment(api, candidate, employment),
      visibleAfterMs,
    });
  }
}

async function addEducations(candidate: number, item: GreenhouseCandidateItem, context: Context): Promise<void> {
  const { api, optional, warn } = context;
  const options = educationOptionsV3(context);
  /** Educations whose names differ may have the same options. */
  const taken = new Set<unknown>();
  for (const [name, { start_date, end_date, ...names }] of educationsOf(item)) {
    const bodyOf = ({ school_name, degree, discipline }: OptionIds) => ({
      candidate_id: candidate,
      ...compact({
        school_name_custom_field_option_id: school_name,
        degree_custom_field_option_id: degree,
        discipline_custom_field_option_id: discipline,
        start_date,
        end_date,
      }),
    });
    const added = await optional(name, {
      async sent() {
        const resolved = await resolveEducation(names, options, { mayWait: true });
        for (const warning of resolved.warnings) warn(warning);
        return resolved;
      },
      create: ({ ids }): Promise<{ id: number }> => api.POST("/candidate_educations", { body: bodyOf(ids) }),
      keep: ({ id }, { warnings }): { id?: number; warnings?: string[] } => ({ id, warnings }),
      find: (_, { ids }) => findEducation(api, bodyOf(ids), taken),
      visibleAfterMs,
    });
    if (added?.id !== undefined) taken.add(added.id);
    for (const warning of added?.warnings ?? []) warn(warning);
  }
}

/** Attaches the resume to the first application: Harvest v3 keeps files of applications, not of candidates. */
async function addResume({ id, applications: [known] }: CreatedIds, resume: Resume, context: Context): Promise<void> {
  const { api, optional, checkUrl, sleep } = context;
  const applicationOf = async () => known ?? (await whenReady(() => firstApplication(id, api), sleep));
  await optional("resume", {
    async sent() {
      await checkUrl(resume.url);
      return { application: await applicationOf() };
    },
    create: ({ application }): Promise<{ id: number }> =>
      attachResume(resume, context, (file) => api.POST("/attachments", { body: attachmentOf(application, file) })),
    keep: ({ id }) => ({ id }),
    // Harvest v1 attached it to no application in particular.
    find: async (_, sent?: { application: number }) =>
      findResume(api, sent?.application ?? (await applicationOf()), resume),
    visibleAfterMs,
  });
}

/** For a create whose response named no application, as the record was still being built. */
async function firstApplication(candidate: number, api: Context["api"]): Promise<number> {
  const [first] = await api.GET("/applications", { params: { query: { candidate_ids: [candidate] } } });
  if (first) return first.id;
  throw new ConnectorError(`Greenhouse shows no application of candidate ${candidate} to attach it to`, {
    code: "not_found",
  });
}

function attachmentOf(application_id: number, file: ResumeFile) {
  const { filename } = file;
  const common = { application_id, filename, type: "resume" as const };
  return "url" in file ? { ...common, url: file.url } : { ...common, content: file.content };
}

async function addNote(candidate: number, note: string, { api, optional }: Context): Promise<void> {
  const body = { candidate_id: candidate, note_type: "NOTE", visibility: "public", body: note } as const;
  await optional("note", {
    create: (): Promise<{ id: number }> => api.POST("/notes", { body }),
    keep: ({ id }) => ({ id }),
    find: () => findNote(api, candidate, note),
    visibleAfterMs,
  });
}
