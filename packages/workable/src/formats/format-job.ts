import { bare, distinct, isoInstant, listOf } from "@hrflow-connectors/core/formats";
import {
  type HrflowJobItem,
  indexedTags,
  jobItem,
  jobRange,
  jobSections,
  placeOf,
  vendorTag,
  vendorTags,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { WorkableJob } from "../workable-types";

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
  const { location, salary, description, requirements, benefits } = job;
  const [first, ...others] = listOf(job.locations);
  const [, lat, lng] = /^(-?[\d.]+), ?(-?[\d.]+)$/.exec(first?.coords ?? "") ?? [];
  const { city, region: state, zip_code: postcode, country } = location ?? {};
  const range = jobRange(
    "salary",
    salary && { min: salary.salary_from, max: salary.salary_to, unit: salary.salary_currency?.toUpperCase() },
  );
  const sections = jobSections("workable", { description, requirements, benefits });
  return jobItem({
    reference: bare(job.shortcode) ?? job.id,
    name: job.title,
    location: {
      ...placeOf({ city, state, postcode, country }, location?.location_str),
      ...(lat && lng ? { lat: Number(lat), lng: Number(lng) } : {}),
    },
    sections,
    url: bare(job.url) ?? bare(job.shortlink),
    summary: sections.find(({ name }) => name === "workable_description")?.description,
    created_at: job.created_at,
    ranges_float: range.ranges,
    tags: [
      ...fields.flatMap((field) => vendorTag(`workable_${field}`, job[field])),
      ...indexedTags(
        "workable_department",
        listOf(job.department_hierarchy).map(({ name }) => name),
      ),
      ...indexedTags("workable_keyword", job.keywords),
      ...indexedTags(
        "workable_location",
        others.map(({ city, subregion, country_name }) => distinct([city, subregion, country_name]).join(", ")),
      ),
      ...vendorTags("workable", { telecommuting: location?.telecommuting, country_code: location?.country_code }),
    ],
    metadatas: vendorTags("workable", {
      updated_at: isoInstant(job.updated_at) ?? job.updated_at,
      salary: range.unread,
    }),
  });
}
