import type { GreenhouseEducationItem } from "../formats/greenhouse-items";
import { type EducationOptions, type OptionKind, optionKinds } from "./education-options";
import type { FollowUp } from "./follow-up";

/** An education whose names were found among Greenhouse's options, at least one of them. */
export interface ResolvedEducation {
  /** Its place among the item's educations, from 1. */
  place: number;
  ids: Partial<Record<OptionKind, number>>;
  dates: Pick<GreenhouseEducationItem, "start_date" | "end_date">;
  /** As people would call it. */
  label: string;
}

const words: Record<OptionKind, string> = { school_name: "school", degree: "degree", discipline: "discipline" };
const plurals: Record<OptionKind, string> = { school_name: "schools", degree: "degrees", discipline: "disciplines" };

/** Looks the names up. What Greenhouse does not know is told of, and an education of which it knows nothing is left out. */
export async function resolveEducations(
  educations: readonly GreenhouseEducationItem[],
  options: EducationOptions,
  followUp: FollowUp,
): Promise<ResolvedEducation[]> {
  const resolved: ResolvedEducation[] = [];
  for (const [index, education] of educations.entries()) {
    const ids: ResolvedEducation["ids"] = {};
    const unknown: string[] = [];
    for (const kind of optionKinds) {
      const name = education[kind]?.trim();
      if (!name) continue;
      const id = await followUp.attempt(`the ${plurals[kind]} of Greenhouse could not be read`, () =>
        options.find(kind, name),
      );
      if (id === undefined) unknown.push(`${words[kind]} "${name}"`);
      else ids[kind] = id;
    }
    const isKnown = Object.keys(ids).length > 0;
    if (unknown.length > 0) {
      followUp.warn(
        `education ${isKnown ? "sent without" : "not sent, with"} ${unknown.join(", ")}: no such option in Greenhouse`,
      );
    }
    if (isKnown) resolved.push({ place: index + 1, ids, dates: datesOf(education), label: labelOf(education) });
  }
  return resolved;
}

function datesOf({ start_date, end_date }: GreenhouseEducationItem): ResolvedEducation["dates"] {
  return { ...(start_date ? { start_date } : {}), ...(end_date ? { end_date } : {}) };
}

function labelOf(education: GreenhouseEducationItem): string {
  return optionKinds
    .map((kind) => education[kind])
    .filter(Boolean)
    .join(", ");
}
