import { compact, instant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowExperience, HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { calendarDate } from "./calendar-date";
import type { GreenhouseEmploymentItem } from "./greenhouse-items";

/** The experiences as Greenhouse takes them, which is with company, title and start; the others are told of. */
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

/** Company and title of the newest experience, by its start; of the first one, where none has a start. */
export function newestEmployment(profile: HrflowProfile): { company?: string; title?: string } {
  const told = listOf(profile.experiences).filter(({ company, title }) => trimmed(company) || trimmed(title));
  const [newest] = told.sort((a, b) => startOf(b) - startOf(a));
  return compact({ company: trimmed(newest?.company), title: trimmed(newest?.title) });
}

function startOf({ date_start }: HrflowExperience): number {
  return instant(date_start) ?? -Number.MAX_VALUE;
}
