import { ConnectorError, type WriteContext } from "@hrflow-connectors/core/connector";
import { compact } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import {
  educationsOf,
  employmentsOf,
  type GreenhouseCandidateItem,
  type GreenhouseEducationItem,
} from "../formats/greenhouse-items";
import type { CheckedV3Credential } from "../greenhouse-credentials";
import type { GreenhouseHarvestPaths } from "../greenhouse-types";
import { attachResume, type ResumeFile, whenReady } from "./attach-resume";
import { educationOptionsV3, type OptionIds, type ResolvedEducation, resolveEducation } from "./education-options";
import { findEducation, findEmployment, findNote, findResume } from "./find-parts";
import type { CreatedIds } from "./responses";
import { visibleAfterMs } from "./responses";

/** What a writer by Harvest v3 works with. */
export type V3Context = WriteContext<GreenhouseHarvestPaths, CheckedV3Credential>;

export async function addEmployments(
  candidate: number,
  item: GreenhouseCandidateItem,
  { api, optional }: V3Context,
): Promise<void> {
  const added = Array.from(employmentsOf(item), ([name, employment]) =>
    optional(name, {
      create: (): Promise<{ id: number }> =>
        api.POST("/candidate_employments", { body: { ...employment, candidate_id: candidate } }),
      keep: ({ id }) => ({ id }),
      find: () => findEmployment(api, candidate, employment),
      visibleAfterMs,
    }),
  );
  await Promise.all(added);
}

interface Education {
  name: string;
  education: GreenhouseEducationItem;
  /** Finds its options, once. */
  resolve(): Promise<ResolvedEducation>;
}

/**
 * Groups educations that have the same options: Greenhouse shows them alike, and only their order distinguishes them. If an earlier run
 * began the delivery, all are in one group. A list that cannot be read is reported where an education needs it.
 */
export async function groupEducations(item: GreenhouseCandidateItem, context: V3Context): Promise<Education[][]> {
  const options = educationOptionsV3(context);
  const educations = Array.from(educationsOf(item), ([name, education]): Education => {
    let resolving: Promise<ResolvedEducation> | undefined;
    const resolve = () => {
      resolving ??= resolveEducation(education, options, { mayWait: true });
      return resolving;
    };
    return { name, education, resolve };
  });
  if (context.begun.length > 0) return [educations];
  const groups = new Map<string, Education[]>();
  const resolved = await Promise.allSettled(educations.map(({ resolve }) => resolve()));
  for (const [index, education] of educations.entries()) {
    const outcome = resolved[index];
    const key = outcome?.status === "fulfilled" ? JSON.stringify(outcome.value.ids) : "";
    groups.set(key, [...(groups.get(key) ?? []), education]);
  }
  return [...groups.values()];
}

/** Adds the educations of a group one after the other, and the groups side by side. */
export async function addEducations(candidate: number, groups: Education[][], context: V3Context): Promise<void> {
  const { api, optional, warn } = context;
  const taken = new Set<unknown>();
  const add = async ({ name, education: { start_date, end_date }, resolve }: Education) => {
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
    let lacking: string[] = [];
    const added = await optional(name, {
      async sent() {
        const resolved = await resolve();
        lacking = resolved.warnings;
        return resolved;
      },
      create: ({ ids }): Promise<{ id: number }> => api.POST("/candidate_educations", { body: bodyOf(ids) }),
      keep: ({ id }, { warnings }): { id?: number; warnings?: string[] } => ({ id, warnings }),
      find: (_, { ids }) => findEducation(api, bodyOf(ids), taken),
      visibleAfterMs,
    });
    if (added?.id !== undefined) taken.add(added.id);
    return added?.warnings ?? lacking;
  };
  const warnings = await Promise.all(
    groups.map(async (group) => {
      const lacked: string[] = [];
      for (const education of group) lacked.push(...(await add(education)));
      return lacked;
    }),
  );
  for (const warning of warnings.flat()) warn(warning);
}

/**
 * Attaches the resume to the first application: Harvest v3 keeps files of applications, not of candidates. Resolves to whether
 * Greenhouse has it, or may have it; in a run that was stopped, the next one tells.
 */
export async function addResume(
  { id, applications: [known] }: CreatedIds,
  resume: Resume,
  fetched: () => Promise<ResumeFile>,
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
      attachResume(resume, fetched, context, (file) =>
        api.POST("/attachments", { body: attachmentOf(application, file) }),
      ),
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

export async function addNotes(
  candidate: number,
  notes: ReadonlyMap<string, string>,
  { api, optional }: V3Context,
): Promise<void> {
  const added = Array.from(notes, ([name, note]) =>
    optional(name, {
      create: (): Promise<{ id: number }> =>
        api.POST("/notes", {
          body: { candidate_id: candidate, note_type: "NOTE", visibility: "public", body: note },
        }),
      keep: ({ id }) => ({ id }),
      find: () => findNote(api, candidate, note),
      visibleAfterMs,
    }),
  );
  await Promise.all(added);
}
