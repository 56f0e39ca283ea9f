import { compact, line, listOf } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { newestFirst, periodOf, splitStudies } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseEducationItem, GreenhouseEmploymentItem } from "./greenhouse-items";

/**
 * The experiences that have what Greenhouse requires: a company, a title and a start. The others become warnings, as do those whose end
 * cannot be read: without an end, Greenhouse shows the job as the present one.
 */
export function candidateEmployments(profile: HrflowProfile): {
  employments: GreenhouseEmploymentItem[];
  warnings: string[];
} {
  const employments: GreenhouseEmploymentItem[] = [];
  const warnings: string[] = [];
  for (const experience of listOf(profile.experiences)) {
    const company_name = line(experience.company);
    const title = line(experience.title);
    const { start, end, faults } = periodOf(experience);
    const missing = Object.entries({ company: company_name, title, "start date": start ?? faults.start })
      .filter(([, value]) => value === undefined)
      .map(([name]) => name);
    const reasons = [missing.length > 0 ? `it has no ${missing.join(" and no ")}` : "", faults.start, faults.end];
    const why = reasons.filter(Boolean).join(", and ");
    if (company_name && title && start && why === "") {
      employments.push({ company_name, title, start_date: start, ...(end ? { end_date: end } : {}) });
    } else if (company_name || title) {
      warnings.push(`employment "${[title, company_name].filter(Boolean).join(" at ")}" not sent: ${why}`);
    }
  }
  return { employments, warnings };
}

/** Company and title of the experience that started last; of the first one if none has a start. */
export function newestEmployment(profile: HrflowProfile): { company?: string; title?: string } {
  const named = listOf(profile.experiences).filter(({ company, title }) => line(company) || line(title));
  const [newest] = newestFirst(named);
  return compact({ company: line(newest?.company), title: line(newest?.title) });
}

/** The educations by names. Those that name neither a school nor a title are left out; dates that cannot be read become warnings. */
export function candidateEducations(profile: HrflowProfile): {
  educations: GreenhouseEducationItem[];
  warnings: string[];
} {
  const named = listOf(profile.educations).filter(({ school, title }) => line(school) || line(title));
  const read = named.map((education) => {
    const school_name = line(education.school);
    const title = line(education.title);
    const { degree, field: discipline } = splitStudies(title);
    const { start, end, faults } = periodOf(education);
    const name = [title, school_name].filter(Boolean).join(", ");
    return {
      education: compact({ school_name, degree, discipline, start_date: start, end_date: end }),
      warnings: Object.values(faults).map((fault) => `education "${name}": ${fault}, and was not sent`),
    };
  });
  return { educations: read.map(({ education }) => education), warnings: read.flatMap(({ warnings }) => warnings) };
}
