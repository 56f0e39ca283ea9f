import { ConfigurationError } from "@hrflow-connectors/core";
import {
  changesOf,
  defineWarehouse,
  InputError,
  type PlanContext,
  type PlanDraft,
  parameterSchema,
  type ReceiptDraft,
  ResponseShapeError,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { canonical } from "@hrflow-connectors/core/formats";
import type { HrflowPaths, HrflowProfile, HrflowProfileWrite } from "../hrflow-types";
import * as z from "../schema";
import { checkSource } from "./hrflow-check";
import {
  credentialFields,
  dataOf,
  type HrflowCredential,
  hrflowConnection,
  isMissing,
  isReferenceUsed,
  keyField,
} from "./hrflow-connection";
import { asWritten, keptFields, mergeProfile } from "./merge-profile";
import {
  type FetchedResume,
  fetchResume,
  filesOf,
  hasArrived,
  maxAttempts,
  noFiles,
  type Parsed,
  type PendingResume,
  parseResume,
  type ResumeMarks,
  resumeMarks,
  withMarks,
} from "./parse-resume";
import type { HrflowProfileItem } from "./profile-fields";
import { inTurn, warnOfRival } from "./reference-turns";

const editableFields = [
  ...["info", "text", "text_language", "created_at", "consent_algorithmic"],
  ...["experiences_duration", "educations_duration", "experiences", "educations", "skills", "languages"],
  ...["certifications", "courses", "tasks", "interests", "tags", "metadatas", "labels", "resume"],
] as (keyof HrflowProfileItem)[];

/**
 * The source that profiles are written to. A profile that the source does not hold is created, and one that it holds is left as it is,
 * with a warning. One of `upsert`, `edit` and `onlyInsert` changes that.
 */
export interface HrflowProfileTargetParameters extends HrflowCredential {
  /** Key of the source that the profiles are stored in. */
  sourceKey: string;
  /** Whether a profile that the source holds is edited; others are created. Default false. */
  upsert?: boolean | undefined;
  /** Whether a profile that the source holds is edited; any other fails and is not created. Default false. */
  edit?: boolean | undefined;
  /** Whether profiles that the source holds are left as they are without a warning. Default false. */
  onlyInsert?: boolean | undefined;
  /** The fields that `upsert` or `edit` may change in a profile that the source holds. Default: all. */
  onlyEditFields?: EditableField[] | undefined;
  /**
   * How long to wait for a resume that HrFlow.ai queues, in milliseconds. If it is not parsed by then, the receipt is `pending`: the next
   * run writes the profile again and completes it. Default 30,000.
   */
  parsingWaitMs?: number | undefined;
}

/** A field of a profile that an edit may change. */
export type EditableField = Exclude<keyof HrflowProfileItem, "key" | "reference" | "attachments">;

type Flag = "upsert" | "edit" | "onlyInsert";
type Checked = HrflowProfileTargetParameters & Record<Flag, boolean> & { parsingWaitMs: number };

const flag = (description: string) =>
  z._default(z.boolean("expected true or false").check(z.meta({ description })), false);

const flags = ["upsert", "edit", "onlyInsert"] as const;

/** Says which of two parameters is too much, also if others are invalid by themselves. */
const areCompatible = z.superRefine(
  (value: object, context) => {
    const given = value as Partial<Checked>;
    const [first, second] = flags.filter((name) => given[name] === true);
    const report = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (second) report(second, `expected at most one of ${flags.join(", ")}; ${first} and ${second} are set`);
    if (given.parsingWaitMs !== undefined && given.parsingWaitMs < 0) report("parsingWaitMs", waitMessage);
    if (given.onlyEditFields !== undefined && given.edit !== true && given.upsert !== true)
      report("onlyEditFields", "expected it only with edit or upsert: nothing is edited otherwise");
  },
  { when: () => true },
);

const waitMessage = "expected a whole number of milliseconds from 0 to 600,000";

const fields = z
  .object({
    ...credentialFields,
    sourceKey: keyField("the source that the profiles are stored in"),
    upsert: flag("Whether a profile that the source holds is edited; others are created"),
    edit: flag("Whether a profile that the source holds is edited; any other fails and is not created"),
    onlyInsert: flag("Whether profiles that the source holds are left as they are without a warning"),
    onlyEditFields: z.optional(
      z
        .array(z.enum(editableFields, "expected the name of a field of a profile"), "expected a list of fields")
        .check(
          z.minLength(1, "expected at least one field"),
          z.meta({ description: "The fields that upsert or edit may change in a profile that the source holds" }),
        ),
    ),
    parsingWaitMs: z._default(
      z
        .int(waitMessage)
        .check(
          z.maximum(600_000, waitMessage),
          z.meta({ description: "How long to wait for a resume that HrFlow.ai queues, in milliseconds", minimum: 0 }),
        ),
      30_000,
    ),
  })
  .check(areCompatible);

const url = "https://developers.hrflow.ai";

/**
 * The profiles of an HrFlow.ai source, written by their `reference`: see the parameters for when a profile is created or edited. An
 * edit changes what the item tells and keeps the rest. A profile that would not change is not sent. An item's `resume` is parsed once: a
 * metadata remembers the hash of the file.
 *
 * @see https://developers.hrflow.ai/reference/index-a-profile
 */
export const hrflowProfileTarget = defineWarehouse({
  name: "HrFlow.ai profiles",
  dataType: "profile",
  connection: hrflowConnection,
  write: {
    parameters: parameterSchema<HrflowProfileTargetParameters, Checked>(fields, z.toJSONSchema),
    endpoints: [
      { endpoint: "GET /profile/indexing", url, permission: "read" },
      { endpoint: "POST /profile/indexing", url, permission: "write" },
      { endpoint: "PUT /profile/indexing", url, permission: "write" },
      { endpoint: "POST /profile/parsing/file", url, permission: "write" },
    ],
    concurrency: 8,
    check: (context) => checkSource("write", context),
    // A profile is known by its reference.
    idempotent: true,
    scope: ({ sourceKey }) => sourceKey,
    async write(item: HrflowProfileItem, context: Context): Promise<ReceiptDraft> {
      const known = withReference(item);
      return inTurn(context, known.reference, () => writeProfile(known, context));
    },
    plan: async (item: HrflowProfileItem, context: PlanningContext) => planProfile(withReference(item), context),
  },
});

type Context = WriteContext<HrflowPaths, Checked>;
type PlanningContext = PlanContext<HrflowPaths, Checked>;
type Known = HrflowProfileItem & { reference: string };

function withReference(item: HrflowProfileItem): Known {
  const reference = item.reference?.trim();
  if (!reference) throw new InputError("the profile has no reference: HrFlow.ai finds it by one in the next run");
  return { ...item, reference };
}

const isEdited = (name: string, { onlyEditFields }: Checked) =>
  !onlyEditFields || (onlyEditFields as string[]).includes(name);

const isEditing = ({ edit, upsert }: Checked) => edit || upsert;

/** Whether an earlier run sent a resume that has arrived since, or that may be sent once more. */
function isUnfinished(stored: HrflowProfile, marks: ResumeMarks, { resume }: Known): boolean {
  const { pending } = resumeMarks(stored);
  if (pending === undefined) return false;
  return marks.pending === undefined || (resume !== undefined && pending.attempts < maxAttempts);
}

async function writeProfile(item: Known, context: Context): Promise<ReceiptDraft> {
  const { parameters, warn } = context;
  warnOfRival(context, item.reference, "profile", "source");
  let fetching: Promise<FetchedResume | undefined> | undefined;
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
      isSent = (await resumeOf()) !== undefined;
      fetching = Promise.resolve(undefined);
    }
  }
  const marks = await currentMarks(stored);
  if (mayEdit || isUnfinished(stored, marks, item)) {
    const resume = mayParse || marks.pending ? await resumeOf() : undefined;
    const receipt = await editProfile(stored, marks, item, resume, context);
    // What was sent a moment ago is not in the profile yet.
    const isAwaited = isSent && marks.done === undefined && (mayParse || marks.pending !== undefined);
    return isAwaited ? { ...receipt, pending: true } : receipt;
  }
  if (!parameters.onlyInsert) warn(`the source already holds this profile; it was ${leftAsItIs}`);
  return receiptOf(stored);
}

const leftAsItIs = "left as it is, since neither upsert nor edit is set";
const absent = () => new InputError("the source has no profile with this reference, and edit creates none");

/** What `writeProfile` would do. No file is downloaded, so what a resume would add is not known. */
async function planProfile(item: Known, context: PlanningContext): Promise<PlanDraft> {
  const { parameters } = context;
  const notes: string[] = [];
  const draft = (planned: PlanDraft, ...why: string[]): PlanDraft => {
    const all = [...notes, ...why];
    return all.length > 0 ? { ...planned, notes: all } : planned;
  };
  const warn = (message: string) => void notes.push(message);
  const isSecond = warnOfRival({ ...context, warn }, item.reference, "profile", "source");
  const mayEdit = isEditing(parameters);
  const left = parameters.onlyInsert ? [] : [leftAsItIs];
  const parsed = item.resume ? ["its resume would be parsed, which may add to it"] : [];
  const stored = await findProfile(context, item.reference);
  if (!stored && isSecond) return mayEdit ? draft({ action: "update" }) : draft({ action: "skip" }, ...left);
  if (!stored && parameters.edit) throw absent();
  if (!stored) return draft({ action: "create", item }, ...parsed);
  const { id } = receiptOf(stored);
  const marks = await currentMarks(stored);
  if (!mayEdit && !isUnfinished(stored, marks, item)) return draft({ action: "skip", id }, ...left);
  const { known, merged } = mergeInto(stored, marks, item, parameters);
  const profile = withMarks(merged, marks);
  const mayParse = (mayEdit && isEdited("resume", parameters)) || marks.pending !== undefined;
  const isNew = marks.done === undefined && (marks.pending?.attempts ?? 0) < maxAttempts;
  if (item.resume && mayParse)
    notes.push(isNew ? (parsed[0] as string) : "its resume would be parsed if it is another file than before");
  const isChanged = JSON.stringify(profile) !== JSON.stringify(known);
  if (isChanged || (item.resume && mayParse && isNew))
    return draft({ action: "update", id, changes: changesOf(known, profile) });
  return draft({ action: "skip", id }, "nothing would change");
}

/** Parsing a resume creates the profile. Whatever becomes of the resume, the person is stored. */
async function createProfile(item: Known, resume: FetchedResume | undefined, context: Context): Promise<ReceiptDraft> {
  const profile = { ...bodyOf(item), reference: item.reference };
  if (!resume) return indexProfile(profile, context);
  const pending = { sha256: resume.sha256, attempts: 1, before: "new" };
  const parsed = await addResume(resume, pending, withMarks(profile, { pending }), context);
  if (typeof parsed === "object") return receiptOf(parsed);
  const left = { ...pending, before: noFiles, attempts: parsed === "rejected" ? 0 : 1 };
  const marks = parsed === "refused" ? { done: resume.sha256 } : { pending: left };
  return receiptAfter(parsed, await indexProfile(withMarks(profile, marks), context));
}

/** A profile whose create has an unknown outcome is found by its reference. */
function indexProfile(profile: HrflowProfileWrite & { reference: string }, context: Context): Promise<ReceiptDraft> {
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
  item: Known,
  resume: FetchedResume | undefined,
  context: Context,
): Promise<ReceiptDraft> {
  const { known, merged } = mergeInto(stored, marks, item, context.parameters);
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

/** A stored profile as it is sent again, and with what the item says of the fields that may be edited. */
function mergeInto(stored: HrflowProfile, marks: ResumeMarks, item: Known, parameters: Checked) {
  const isItemMerged = isEditing(parameters) || isLost(stored, marks, item);
  const changes: Partial<HrflowProfileWrite> = isItemMerged
    ? Object.fromEntries(Object.entries(bodyOf(item)).filter(([name]) => isEdited(name, parameters)))
    : {};
  const known = keptFields(stored);
  const isParsed = Boolean(stored.attachments?.length) || marks.done !== undefined;
  return { known, merged: { ...mergeProfile(known, changes, { isParsed }), reference: item.reference } };
}

/**
 * Whether parsing has just put a file's fields in place of the item's, which are due once more even if nothing may be edited. Otherwise
 * what is stored is the item's, or what people corrected since.
 */
function isLost(stored: HrflowProfile, marks: ResumeMarks, { text }: Known): boolean {
  const { pending } = resumeMarks(stored);
  const isArrived = pending !== undefined && marks.pending === undefined;
  if (!isArrived || pending.attempts >= maxAttempts) return false;
  // Whether parsing replaces fields or fills the empty ones is not known, nor whether an earlier run got to write the item. The text shows it.
  return Boolean(text?.trim()) && canonical(stored.text ?? "") !== canonical(text);
}

/** The profile is complete once its resume is parsed. A resume is sent a limited number of times, so no run waits for it without end. */
function receiptAfter(parsed: Parsed, receipt: ReceiptDraft): ReceiptDraft {
  return parsed === "later" ? { ...receipt, pending: true } : receipt;
}

/** A file that arrived since it was sent is done. */
async function currentMarks(stored: HrflowProfile): Promise<ResumeMarks> {
  const marks = resumeMarks(stored);
  const isArrived = marks.pending !== undefined && (await hasArrived(stored, marks.pending));
  return isArrived ? { done: marks.pending?.sha256 } : marks;
}

/** A look whether a file is parsed is repeated anyway. */
const briefly = { maxAttempts: 2, timeoutMs: 10_000 };

/** Parses a resume and merges it with the profile, which wins: the resume fills in the rest, and lists are united. */
async function addResume(
  resume: FetchedResume,
  pending: PendingResume,
  profile: HrflowProfileWrite & { reference: string },
  context: Context,
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

async function replaceProfile(profile: HrflowProfileWrite & { reference: string }, context: Context): Promise<void> {
  const body = { source_key: context.parameters.sourceKey, profile: asWritten(profile) };
  profileOf(await context.api.PUT("/profile/indexing", { body }));
}

/** What is indexed of an item. Its files are HrFlow.ai's: an address of an ATS would be shown as a public one. */
function bodyOf({ resume, key, attachments, ...profile }: Known): HrflowProfileWrite {
  return profile;
}

/** Only HrFlow.ai's own statement that there is no such profile counts as absent: anything else must not lead to a second one. */
async function findProfile({ api, parameters }: PlanningContext, reference: string): Promise<HrflowProfile | null> {
  const query = { source_key: parameters.sourceKey, reference };
  try {
    const profile = profileOf(await api.GET("/profile/indexing", { params: { query } }));
    // Another person's must not be changed.
    if (profile.reference === reference) return profile;
    throw new ResponseShapeError("HrFlow.ai responded with a profile of another reference");
  } catch (error) {
    if (isMissing(error, "profile")) return null;
    if (isMissing(error, "source"))
      throw new ConfigurationError("targetParameters.sourceKey: HrFlow.ai has no source with this key", {
        cause: error,
      });
    throw error;
  }
}

/** The profile in a response. Throws if nothing identifies it. */
function profileOf(envelope: Parameters<typeof dataOf<HrflowProfile>>[0]): HrflowProfile {
  const profile = dataOf(envelope);
  if (!profile.key && !profile.id)
    throw new ResponseShapeError("HrFlow.ai responded with success, but without the profile");
  return profile;
}

function receiptOf(profile: HrflowProfile): ReceiptDraft {
  return { id: profile.key || String(profile.id) };
}
