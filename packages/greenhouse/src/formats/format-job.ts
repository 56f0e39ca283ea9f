import { compact, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobRange, jobTag, type ReadRange } from "@hrflow-connectors/hrflow-client/warehouses";
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
    ...compact({ url: trimmed(job.absolute_url), ranges_float: payOf(job).flatMap(({ ranges }) => ranges) }),
    tags: tagsOf(job),
    metadatas: [...customFields(job.metadata), ...otherFields(job)],
  };
}

function sectionsOf(content: string | null | undefined): NonNullable<HrflowJobItem["sections"]> {
  const description = htmlToText(content ?? "", { isEscaped: true });
  const name = "greenhouse_description";
  return description ? [{ name, title: name, description }] : [];
}

/** The pay, in hundredths. The board shows it only in the read of one job. */
function payOf({ pay_input_ranges }: GreenhouseJob): ReadRange[] {
  return listOf(pay_input_ranges).map(({ title, min_cents, max_cents, currency_type }) =>
    jobRange(trimmed(title) ?? "salary", { min: min_cents, max: max_cents, unit: currency_type, per: 100 }),
  );
}

function tagsOf({ departments, offices, education, employment }: GreenhouseJob): NonNullable<HrflowJobItem["tags"]> {
  return [
    ...listOf(departments).flatMap(({ name, id }) => [
      ...jobTag("greenhouse_department-name", name),
      ...jobTag("greenhouse_department-id", id),
    ]),
    // Where the job's location is a way of working, such as Hybrid, the city stands in the name of the office.
    ...listOf(offices).flatMap(({ name, location, id }) => [
      ...jobTag("greenhouse_office-name", name),
      ...jobTag("greenhouse_office-location", location),
      ...jobTag("greenhouse_office-id", id),
    ]),
    ...jobTag("greenhouse_education", education),
    ...jobTag("greenhouse_employment", employment),
  ];
}

/** The exposed custom fields of a job. A list becomes one entry per value. */
function customFields(metadata: GreenhouseJob["metadata"] | undefined): NonNullable<HrflowJobItem["metadatas"]> {
  return listOf(metadata).flatMap(({ id, name, value }) => jobTag(trimmed(name) ?? `greenhouse_metadata_${id}`, value));
}

/** The fields that HrFlow.ai does not have, and dates and pay that could not be read. */
function otherFields(job: GreenhouseJob): NonNullable<HrflowJobItem["metadatas"]> {
  const time = (value: unknown) => isoInstant(value) ?? value;
  return [
    ...jobTag("greenhouse_updated_at", time(job.updated_at)),
    ...jobTag("greenhouse_first_published", time(job.first_published)),
    ...jobTag("greenhouse_application_deadline", time(job.application_deadline)),
    ...jobTag("greenhouse_internal_job_id", job.internal_job_id),
    ...jobTag("greenhouse_requisition_id", job.requisition_id),
    ...jobTag("greenhouse_company_name", job.company_name),
    ...jobTag("greenhouse_language", job.language),
    ...jobTag(
      "greenhouse_pay",
      payOf(job).map(({ unread }) => unread),
    ),
    ...jobTag(
      "greenhouse_pay-blurb",
      listOf(job.pay_input_ranges).map(({ blurb }) => htmlToText(blurb ?? "")),
    ),
  ];
}
