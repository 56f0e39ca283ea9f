import type { PlanDraft } from "@hrflow-connectors/core/connector";

/** The draft, without its notes if it has none: a plan shows no empty list. */
export function withoutEmptyNotes({ notes = [], ...draft }: PlanDraft): PlanDraft {
  return notes.length > 0 ? { ...draft, notes } : draft;
}
