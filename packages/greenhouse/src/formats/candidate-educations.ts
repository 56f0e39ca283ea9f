import { compact, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { calendarDate } from "./calendar-date";
import type { GreenhouseEducationItem } from "./greenhouse-items";

/** The educations by names; those that name neither school nor title are left out. */
export function candidateEducations(profile: HrflowProfile): GreenhouseEducationItem[] {
  return listOf(profile.educations)
    .filter(({ school, title }) => trimmed(school) || trimmed(title))
    .map(({ school, title, date_start, date_end }) =>
      compact({
        school_name: trimmed(school),
        ...splitTitle(trimmed(title)),
        start_date: calendarDate(date_start),
        end_date: calendarDate(date_end),
      }),
    );
}

/** `Master in Physics`, `Master - Physics` and `Master, Physics` name a degree and a discipline; other titles are a degree. */
function splitTitle(title: string | undefined): { degree: string | undefined; discipline: string | undefined } {
  const match = /^(.+?)(?: in | - |, )(.+)$/is.exec(title ?? "");
  return match
    ? { degree: trimmed(match[1]), discipline: trimmed(match[2]) }
    : { degree: title, discipline: undefined };
}
