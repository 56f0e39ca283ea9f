import { defineWarehouse, type ReceiptDraft } from "@hrflow-connectors/core/connector";
import type { HrflowProfile, HrflowProfileWrite } from "../hrflow-types";
import { archiveProfile, liveProfiles } from "./archive-profile";
import { checkSource } from "./hrflow-check";
import { hrflowConnection, isReferenceUsed } from "./hrflow-connection";
import { mergeProfile } from "./merge-profile";
import {
  type FetchedResume,
  fetchResume,
  filesOf,
  maxAttempts,
  noFiles,
  type Parsed,
  type PendingResume,
  parseResume,
  type ResumeMarks,
  unfetched,
  withMarks,
} from "./parse-resume";
import { planProfile } from "./plan-profile";
import type { HrflowProfileItem } from "./profile-fields";
import {
  absent,
  archived,
  isEdited,
  isEditing,
  leftAsItIs,
  type ProfilePlanContext,
  type ProfileWriteContext,
  profileTargetParameters,
} from "./profile-target-parameters";
import { inTurn, warnOfRival, withReference } from "./reference-turns";
import {
  bodyOf,
  currentMarks,
  findProfile,
  isUnfinished,
  type KnownProfile,
  mergeInto,
  profileOf,
  receiptOf,
} from "./stored-profile";
import { asWritten, keptFields } from "./written-fields";

const url = "https://developers.hrflow.ai";

/**
 * The profiles of an HrFlow.ai source, written by their `reference`: see the parameters for when a profile is created or edited. An
 * edit changes what the item tells and keeps the rest. A profile that would not change is not sent. An item's `resume` is parsed once: a
 * metadata remembers the hash of the file. With `sync`, profiles are archived behind core's guard.
 *
 * @see https://developers.hrflow.ai/reference/index-a-profile
 */
export const hrflowProfileTarget = defineWarehouse({
  name: "HrFlow.ai profiles",
  dataType: "profile",
  connection: hrflowConnection,
  write: {
    parameters: profileTargetParameters,
    endpoints: [
      { endpoint: "GET /profile/indexing", url, permission: "read" },
      { endpoint: "POST /profile/indexing", url, permission: "write" },
      { endpoint: "PUT /profile/indexing", url, permission: "write" },
      { endpoint: "POST /profile/parsing/file", url, permission: "write" },
      { endpoint: "GET /storing/profiles", url, permission: "read" },
      { endpoint: "PATCH /profile/indexing/archive", url, permission: "write" },
    ],
    concurrency: 8,
    check: (context) => checkSource("write", context),
    // A profile is known by its reference.
    idempotent: true,
    scope: ({ sourceKey }) => sourceKey,
    async write(item: HrflowProfileItem, context: ProfileWriteContext): Promise<ReceiptDraft> {
      const known = withReference(item, "profile");
      return inTurn(context, known.reference, () => writeProfile(known, context));
    },
    plan: async (item: HrflowProfileItem, context: ProfilePlanContext) =>
      planProfile(withReference(item, "profile"), context),
    archive: {
      parameter: "sync",
      limit: ({ archiveLimit }) => archiveLimit,
      live: ({ api, parameters }) => liveProfiles(api, parameters.sourceKey),
      archive: (key, { api, parameters }) => archiveProfile(api, parameters.sourceKey, key),
    },
  },
});

async function writeProfile(item: KnownProfile, context: ProfileWriteContext): Promise<ReceiptDraft> {
  const { parameters, warn } = context;
  warnOfRival(context, item.reference, "profile", "source");
  let fetching: ReturnType<typeof fetchResume> | undefined;
  let isSent = false;
  const resumeOf = () => {
    fetching ??= fetchResume(item, context);
    return fetching;
  };
  const mayEdit = isEditing(parameters);
  const mayParse = mayEdit && isEdited("resume", parameters);
  // Before the lookup: between it and an edit, others should have no time to change the profile.
  if (mayParse) await resumeOf();
  let stored = await findProfile(context, item.reference);
  if (!stored) {
    if (parameters.edit) throw absent();
    try {
      return await createProfile(item, await resumeOf(), context);
    } catch (error) {
      if (!isReferenceUsed(error)) throw error;
      // Another process created it since the lookup, or HrFlow.ai has just parsed the resume, which was sent.
      stored = await findProfile(context, item.reference);
      if (!stored) throw error;
      isSent = typeof (await resumeOf()) === "object";
      fetching = Promise.resolve(undefined);
    }
  }
  if (stored.archived_at) {
    if (!parameters.onlyInsert) warn(archived);
    return receiptOf(stored);
  }
  const marks = await currentMarks(stored);
  if (mayEdit || isUnfinished(stored, marks, item)) {
    const resume = mayParse || marks.pending ? await resumeOf() : undefined;
    const receipt = await editProfile(stored, marks, item, resume === "later" ? undefined : resume, context);
    // What was sent a moment ago is not in the profile yet.
    const isAwaited = isSent && marks.done === undefined && (mayParse || marks.pending !== undefined);
    return isAwaited ? { ...receipt, pending: true } : receipt;
  }
  if (!parameters.onlyInsert) warn(`the source already holds this profile; it was ${leftAsItIs}`);
  return receiptOf(stored);
}

/** Parsing a resume creates the profile. Whatever becomes of the resume, the person is stored. */
async function createProfile(
  item: KnownProfile,
  resume: FetchedResume | "later" | undefined,
  context: ProfileWriteContext,
): Promise<ReceiptDraft> {
  const profile = { ...bodyOf(item), reference: item.reference };
  if (resume === "later") return indexProfile(withMarks(profile, { pending: unfetched }), context);
  if (!resume) return indexProfile(profile, context);
  const pending = { sha256: resume.sha256, attempts: 1, before: "new" };
  const parsed = await addResume(resume, pending, withMarks(profile, { pending }), context);
  if (typeof parsed === "object") return receiptOf(parsed);
  const left = { ...pending, before: noFiles, attempts: parsed === "rejected" ? 0 : 1 };
  const marks = parsed === "refused" ? { done: resume.sha256 } : { pending: left };
  return receiptAfter(parsed, await indexProfile(withMarks(profile, marks), context));
}

/** A profile whose create has an unknown outcome is found by its reference. */
function indexProfile(
  profile: HrflowProfileWrite & { reference: string },
  context: ProfileWriteContext,
): Promise<ReceiptDraft> {
  const { api, parameters, step } = context;
  const body = { source_key: parameters.sourceKey, profile: asWritten(profile) };
  return step("profile", {
    create: async () => profileOf(await api.POST("/profile/indexing", { body })),
    keep: receiptOf,
    find: () => findProfile(context, profile.reference),
    isMarked: true,
  });
}

async function editProfile(
  stored: HrflowProfile,
  marks: ResumeMarks,
  item: KnownProfile,
  resume: FetchedResume | undefined,
  context: ProfileWriteContext,
): Promise<ReceiptDraft> {
  const { known, merged } = mergeInto(stored, marks, item, context);
  const attempts = marks.pending?.sha256 === resume?.sha256 ? (marks.pending?.attempts ?? 0) : 0;
  if (resume && resume.sha256 !== marks.done && attempts < maxAttempts) {
    const pending = { sha256: resume.sha256, attempts: attempts + 1, before: await filesOf(stored) };
    const profile = withMarks(merged, { ...marks, pending });
    await replaceProfile(profile, context);
    const parsed = await addResume(resume, pending, profile, context);
    if (parsed === "refused") await replaceProfile(withMarks(merged, { done: resume.sha256 }), context);
    const left = { ...marks, pending: { ...pending, attempts } };
    if (parsed === "rejected") await replaceProfile(withMarks(merged, left), context);
    return receiptAfter(parsed, receiptOf(stored));
  }
  if (attempts >= maxAttempts)
    context.warn(`the resume was sent ${attempts} times and never parsed: it is not sent again until it changes`);
  const profile = withMarks(merged, marks);
  // Unless the stored profile says another thing, writing it again would only make it look changed.
  if (JSON.stringify(profile) !== JSON.stringify(known)) await replaceProfile(profile, context);
  return receiptOf(stored);
}

/** The profile is complete once its resume is parsed. A resume is sent a limited number of times, so no run waits for it without end. */
function receiptAfter(parsed: Parsed, receipt: ReceiptDraft): ReceiptDraft {
  return parsed === "later" ? { ...receipt, pending: true } : receipt;
}

/** A look whether a file is parsed is repeated anyway. */
const briefly = { maxAttempts: 2, timeoutMs: 10_000 };

/** Parses a resume and merges it with the profile, which wins: the resume fills in the rest, and lists are united. */
async function addResume(
  resume: FetchedResume,
  pending: PendingResume,
  profile: HrflowProfileWrite & { reference: string },
  context: ProfileWriteContext,
): Promise<Parsed> {
  const { reference } = profile;
  const brief = { ...context, api: context.api.with(briefly) };
  const parsed = await parseResume(resume, pending, profile, context, () => findProfile(brief, reference));
  if (typeof parsed === "object") {
    const merged = mergeProfile(keptFields(parsed), profile, { isParsed: true });
    await replaceProfile({ ...withMarks(merged, { done: resume.sha256 }), reference }, context);
  }
  return parsed;
}

async function replaceProfile(
  profile: HrflowProfileWrite & { reference: string },
  context: ProfileWriteContext,
): Promise<void> {
  const body = { source_key: context.parameters.sourceKey, profile: asWritten(profile) };
  profileOf(await context.api.PUT("/profile/indexing", { body }));
}
