import { compact, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseJob } from "../greenhouse-types";

/**
 * The default mapping of `greenhouse.pullJobList`. Pure; accepts every job.
 *
 * @see https://developers.greenhouse.io/job-board.html#list-jobs
 */
export function formatJob(job: GreenhouseJob): HrflowJobItem {
  return {
    reference: String(job.id),
    name: trimmed(job.title) ?? "",
    location: { text: trimmed(job.location?.name) ?? null, lat: null, lng: null },
    sections: sectionsOf(job.content),
    ...compact({ url: trimmed(job.absolute_url) }),
    tags: tagsOf(job),
    metadatas: [...customFields(job.metadata), ...otherFields(job)],
  };
}

function sectionsOf(content: string | null | undefined): NonNullable<HrflowJobItem["sections"]> {
  const description = htmlToText(content ?? "");
  const name = "greenhouse_description";
  return description ? [{ name, title: name, description }] : [];
}

function tagsOf({ departments, offices, education, employment }: GreenhouseJob): NonNullable<HrflowJobItem["tags"]> {
  return [
    ...listOf(departments).flatMap(({ name, id }) => [
      ...jobTag("greenhouse_department-name", name),
      ...jobTag("greenhouse_department-id", id),
    ]),
    ...listOf(offices).flatMap(({ location, id }) => [
      ...jobTag("greenhouse_office-location", location),
      ...jobTag("greenhouse_office-id", id),
    ]),
    ...jobTag("greenhouse_education", education),
    ...jobTag("greenhouse_employment", employment),
  ];
}

/** The exposed custom fields of a job. A list becomes one entry per value, anything deeper its JSON. */
function customFields(metadata: GreenhouseJob["metadata"] | undefined): NonNullable<HrflowJobItem["metadatas"]> {
  return listOf(metadata).flatMap(({ id, name, value }) => {
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((one) => jobTag(trimmed(name) ?? `greenhouse_metadata_${id}`, plain(one)));
  });
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The fields that HrFlow.ai does not have. */
function otherFields(job: GreenhouseJob): NonNullable<HrflowJobItem["metadatas"]> {
  return [
    ...jobTag("greenhouse_updated_at", isoInstant(job.updated_at)),
    ...jobTag("greenhouse_first_published", isoInstant(job.first_published)),
    ...jobTag("greenhouse_application_deadline", isoInstant(job.application_deadline)),
    ...jobTag("greenhouse_internal_job_id", job.internal_job_id),
    ...jobTag("greenhouse_requisition_id", job.requisition_id),
    ...jobTag("greenhouse_company_name", job.company_name),
    ...jobTag("greenhouse_language", job.language),
  ];
}
