import { compact, instant, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowExperience, HrflowProfile } from "@hrflow-connectors/hrflow-client";
import type { GreenhouseEducationItem, GreenhouseEmploymentItem } from "./greenhouse-items";

/** The experiences that have what Greenhouse requires: a company, a title and a start. The others become warnings. */
export function candidateEmployments(profile: HrflowProfile): {
  employments: GreenhouseEmploymentItem[];
  warnings: string[];
} {
  const employments: GreenhouseEmploymentItem[] = [];
  const warnings: string[] = [];
  for (const experience of listOf(profile.experiences)) {
    const company_name = trimmed(experience.company);
    const title = trimmed(experience.title);
    const start_date = calendarDate(experience.date_start);
    const end_date = calendarDate(experience.date_end);
    if (company_name && title && start_date) {
      employments.push({ company_name, title, start_date, ...(end_date ? { end_date } : {}) });
    } else if (company_name || title) {
      const missing = Object.entries({ company: company_name, title, "start date": start_date })
        .filter(([, value]) => value === undefined)
        .map(([name]) => name);
      warnings.push(
        `employment "${[title, company_name].filter(Boolean).join(" at ")}" not sent: it has no ${missing.join(" and no ")}`,
      );
    }
  }
  return { employments, warnings };
}

/** Company and title of the experience that started last; of the first one if none has a start. */
export function newestEmployment(profile: HrflowProfile): { company?: string; title?: string } {
  const named = listOf(profile.experiences).filter(({ company, title }) => trimmed(company) || trimmed(title));
  const [newest] = named.sort((a, b) => startOf(b) - startOf(a));
  return compact({ company: trimmed(newest?.company), title: trimmed(newest?.title) });
}

function startOf({ date_start }: HrflowExperience): number {
  return instant(date_start) ?? -Number.MAX_VALUE;
}

/** The educations by names. Those that name neither a school nor a title are left out. */
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

/** The day of an ISO 8601 date or date-time as `YYYY-MM-DD`, in its own offset; undefined if it is not one. */
export function calendarDate(value: unknown): string | undefined {
  if (instant(value) === undefined) return undefined;
  const day = /^\d{4}-\d{2}(-\d{2})?/.exec(trimmed(value) ?? "")?.[0];
  return isoInstant(instant(day))?.slice(0, 10);
}
