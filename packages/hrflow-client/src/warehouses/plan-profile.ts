import { changesOf, type PlanDraft } from "@hrflow-connectors/core/connector";
import { maxAttempts, withMarks } from "./parse-resume";
import {
  absent,
  archived,
  isEdited,
  isEditing,
  leftAsItIs,
  type ProfilePlanContext,
} from "./profile-target-parameters";
import { warnOfRival } from "./reference-turns";
import { currentMarks, findProfile, isUnfinished, type KnownProfile, mergeInto, receiptOf } from "./stored-profile";

/** What `writeProfile` would do. No file is downloaded, so what a resume would add is not known. */
export async function planProfile(item: KnownProfile, context: ProfilePlanContext): Promise<PlanDraft> {
  const { parameters } = context;
  const notes: string[] = [];
  const warn = (message: string) => void notes.push(message);
  const isSecond = warnOfRival({ ...context, warn }, item.reference, "profile", "source");
  const mayEdit = isEditing(parameters);
  const left = parameters.onlyInsert ? [] : [leftAsItIs];
  const parsing = "its resume would be parsed, which may add to it";
  const stored = await findProfile(context, item.reference);
  if (!stored && isSecond)
    return mayEdit ? { action: "update", notes } : { action: "skip", notes: [...notes, ...left] };
  if (!stored && parameters.edit) throw absent();
  if (!stored) return { action: "create", item, notes: item.resume ? [...notes, parsing] : notes };
  const { id } = receiptOf(stored);
  if (stored.archived_at) return { action: "skip", id, notes: parameters.onlyInsert ? notes : [...notes, archived] };
  const marks = await currentMarks(stored);
  if (!mayEdit && !isUnfinished(stored, marks, item)) return { action: "skip", id, notes: [...notes, ...left] };
  const { known, merged } = mergeInto(stored, marks, item, context);
  const profile = withMarks(merged, marks);
  const mayParse = (mayEdit && isEdited("resume", parameters)) || marks.pending !== undefined;
  const isNew = marks.done === undefined && (marks.pending?.attempts ?? 0) < maxAttempts;
  if (item.resume && mayParse)
    notes.push(isNew ? parsing : "its resume would be parsed if it is another file than before");
  const isChanged = JSON.stringify(profile) !== JSON.stringify(known);
  if (isChanged || (item.resume && mayParse && isNew))
    return { action: "update", id, changes: changesOf(known, profile), notes };
  return { action: "skip", id, notes: [...notes, "nothing would change"] };
}
