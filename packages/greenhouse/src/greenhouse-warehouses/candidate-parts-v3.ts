import { ConnectorError, type WriteContext } from "@hrflow-connectors/core/connector";
import { compact } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import { educationsOf, employmentsOf, type GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { CheckedV3Credential } from "../greenhouse-connection";
import type { GreenhouseHarvestPaths } from "../greenhouse-types";
import { attachResume, type ResumeFile, whenReady } from "./attach-resume";
import type { CreatedIds } from "./created-ids";
import { educationOptionsV3, type OptionIds, resolveEducation } from "./education-options";
import { findEducation, findEmployment, findNote, findResume } from "./find-parts";
import { visibleAfterMs } from "./list-records";

/** What a writer by Harvest v3 works with. */
export type V3Context = WriteContext<GreenhouseHarvestPaths, CheckedV3Credential>;

export async function addEmployments(
  candidate: number,
  item: GreenhouseCandidateItem,
  { api, optional }: V3Context,
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

export async function addEducations(
  candidate: number,
  item: GreenhouseCandidateItem,
  context: V3Context,
): Promise<void> {
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

/**
 * Attaches the resume to the first application: Harvest v3 keeps files of applications, not of candidates. Resolves to whether
 * Greenhouse has it, or may have it; in a run that was stopped, the next one tells.
 */
export async function addResume(
  { id, applications: [known] }: CreatedIds,
  resume: Resume,
  context: V3Context,
): Promise<boolean> {
  const { api, optional, checkUrl, sleep, isUnknown, signal } = context;
  const applicationOf = async () => known ?? (await whenReady(() => firstApplication(id, api), sleep));
  const added = await optional("resume", {
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
  return added !== undefined || isUnknown("resume") || signal.aborted;
}

/** For a create whose response named no application, as the record was still being built. */
async function firstApplication(candidate: number, api: V3Context["api"]): Promise<number> {
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

export async function addNote(
  name: string,
  candidate: number,
  note: string,
  { api, optional }: V3Context,
): Promise<void> {
  const body = { candidate_id: candidate, note_type: "NOTE", visibility: "public", body: note } as const;
  await optional(name, {
    create: (): Promise<{ id: number }> => api.POST("/notes", { body }),
    keep: ({ id }) => ({ id }),
    find: () => findNote(api, candidate, note),
    visibleAfterMs,
  });
}
