import { bare, compact, htmlToText, isoInstant, line, listOf } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobRange, vendorTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type { WorkableJob } from "../workable-types";

const texts = ["description", "requirements", "benefits"] as const;
const fields = [
  ...["id", "code", "full_title", "state", "department", "workplace_type", "employment_type", "industry"],
  ...["function", "experience", "education", "confidential", "sample", "application_url", "shortlink"],
] as (keyof WorkableJob)[];

/** Names of the tags and metadatas that `formatJob` writes. Those of lists end with a number. */
export const jobTags = [
  ...fields,
  ...["keyword", "location", "telecommuting", "country_code", "updated_at", "salary"],
].map((name) => `workable_${name}`);

/** The default mapping of `workable.pullJobList`. Pure, and never throws. */
export function formatJob(job: WorkableJob): HrflowJobItem {
  const { location, salary } = job;
  const [first, ...others] = listOf(job.locations);
  const [lat, lng] =
    /^(-?[\d.]+), ?(-?[\d.]+)$/
      .exec(first?.coords ?? "")
      ?.slice(1)
      .map(Number) ?? [];
  const place = joined([location?.city, location?.region, location?.country]);
  const range = jobRange(
    "salary",
    salary && { min: salary.salary_from, max: salary.salary_to, unit: salary.salary_currency?.toUpperCase() },
  );
  const sections = texts.flatMap((field) => {
    const description = htmlToText(job[field] ?? "");
    return description ? [{ name: `workable_${field}`, title: `workable_${field}`, description }] : [];
  });
  return {
    reference: bare(job.shortcode) ?? job.id,
    name: line(job.title) ?? "",
    location: { text: line(location?.location_str) ?? place ?? null, lat: lat ?? null, lng: lng ?? null },
    sections,
    ...compact({
      url: bare(job.url) ?? bare(job.shortlink),
      summary: sections.find(({ name }) => name === "workable_description")?.description,
      created_at: isoInstant(job.created_at),
      ranges_float: range.ranges,
    }),
    tags: [
      ...fields.flatMap((field) => vendorTag(`workable_${field}`, job[field])),
      ...indexed(
        "department",
        listOf(job.department_hierarchy).map(({ name }) => name),
      ),
      ...indexed("keyword", listOf(job.keywords)),
      ...indexed(
        "location",
        others.map(({ city, subregion, country_name }) => joined([city, subregion, country_name])),
      ),
      ...vendorTag("workable_telecommuting", location?.telecommuting),
      ...vendorTag("workable_country_code", location?.country_code),
    ],
    metadatas: [
      ...vendorTag("workable_updated_at", isoInstant(job.updated_at) ?? job.updated_at),
      ...vendorTag("workable_salary", range.unread),
    ],
  };
}

export function joined(parts: unknown[]): string | undefined {
  return line(parts.map(line).filter(Boolean).join(", "));
}

export function indexed(name: string, values: readonly unknown[]) {
  return values.flatMap((value, index) => vendorTag(`workable_${name}_${index}`, value));
}
