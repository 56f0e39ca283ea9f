import { ConfigurationError } from "@hrflow-connectors/core";
import { type ReceiptDraft, ResponseShapeError } from "@hrflow-connectors/core/connector";
import { canonical } from "@hrflow-connectors/core/formats";
import type { HrflowProfile, HrflowProfileWrite } from "../hrflow-types";
import { asAskedFor, dataOf, isMissing } from "./hrflow-connection";
import { mergeProfile } from "./merge-profile";
import { hasArrived, maxAttempts, type ResumeMarks, resumeMarks } from "./parse-resume";
import type { HrflowProfileItem } from "./profile-fields";
import { isEdited, isEditing, type ProfilePlanContext } from "./profile-target-parameters";
import { keptFields } from "./written-fields";

/** An item with the reference that HrFlow.ai finds its profile by. */
export type KnownProfile = HrflowProfileItem & { reference: string };

/** A profile is absent only if HrFlow.ai itself says so: after any other response, a create could be a second one. */
export async function findProfile(
  { api, parameters }: ProfilePlanContext,
  reference: string,
): Promise<HrflowProfile | null> {
  const query = { source_key: parameters.sourceKey, reference };
  try {
    const profile = profileOf(await api.GET("/profile/indexing", { params: { query } }));
    return asAskedFor(profile, reference, "profile");
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
export function profileOf(envelope: Parameters<typeof dataOf<HrflowProfile>>[0]): HrflowProfile {
  const profile = dataOf(envelope);
  if (!profile.key && !profile.id)
    throw new ResponseShapeError("HrFlow.ai responded with success, but without the profile");
  return profile;
}

export function receiptOf(profile: HrflowProfile): ReceiptDraft {
  return { id: profile.key || String(profile.id) };
}

/** A file that arrived since it was sent is done. */
export async function currentMarks(stored: HrflowProfile): Promise<ResumeMarks> {
  const marks = resumeMarks(stored);
  const isArrived = marks.pending !== undefined && (await hasArrived(stored, marks.pending));
  return isArrived ? { done: marks.pending?.sha256 } : marks;
}

/** Whether an earlier run sent a resume that has arrived since, or that may be sent once more. */
export function isUnfinished(stored: HrflowProfile, marks: ResumeMarks, { resume }: KnownProfile): boolean {
  const { pending } = resumeMarks(stored);
  if (pending === undefined) return false;
  return marks.pending === undefined || (resume !== undefined && pending.attempts < maxAttempts);
}

/** A stored profile as an update sends it, without and with the item's changes to the fields that may be edited. */
export function mergeInto(
  stored: HrflowProfile,
  marks: ResumeMarks,
  item: KnownProfile,
  { parameters, ownTags }: Pick<ProfilePlanContext, "parameters" | "ownTags">,
) {
  const isItemMerged = isEditing(parameters) || isLost(stored, marks, item);
  const changes: Partial<HrflowProfileWrite> = isItemMerged
    ? Object.fromEntries(Object.entries(bodyOf(item)).filter(([name]) => isEdited(name, parameters)))
    : {};
  const known = keptFields(stored);
  const isParsed = Boolean(stored.attachments?.length) || marks.done !== undefined;
  return { known, merged: { ...mergeProfile(known, changes, { isParsed, ownTags }), reference: item.reference } };
}

/**
 * Whether parsing has just replaced the item's fields by those of a file. Then the item is written once more, even if profiles are not
 * edited. Otherwise the profile holds the item's fields, or what people corrected since.
 */
function isLost(stored: HrflowProfile, marks: ResumeMarks, { text }: KnownProfile): boolean {
  const { pending } = resumeMarks(stored);
  const isArrived = pending !== undefined && marks.pending === undefined;
  if (!isArrived || pending.attempts >= maxAttempts) return false;
  // It is not known whether parsing replaces fields or fills empty ones, nor whether an earlier run wrote the item. The text shows it.
  return Boolean(text?.trim()) && canonical(stored.text ?? "") !== canonical(text);
}

/** The fields of an item that are stored. Its attachments are left out: HrFlow.ai would show an address of an ATS as a public one. */
export function bodyOf({ resume, key, attachments, ...profile }: KnownProfile): HrflowProfileWrite {
  return profile;
}
