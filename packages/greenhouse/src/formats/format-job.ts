import { compact, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseJob } from "../greenhouse-types";
import { jobMetadatas } from "./job-metadatas";

/**
 * The default mapping of `greenhouse.pullJobList`. Pure, and throws on no job.
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
    metadatas: [...jobMetadatas(job.metadata), ...fieldsWithoutAPlace(job)],
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

/** What HrFlow.ai has no field for. */
function fieldsWithoutAPlace(job: GreenhouseJob): NonNullable<HrflowJobItem["metadatas"]> {
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
