import { compact, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import {
  type HrflowJobItem,
  jobRange,
  jobSections,
  type ReadRange,
  vendorTag,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseJob } from "../greenhouse-types";
import { formatHarvestJob, harvestJobTags } from "./format-harvest-job";
import { type GreenhouseJobRecord, isHarvestJob } from "./greenhouse-records";

/** Names of the tags and metadatas that `formatJob` writes, but for those of custom fields. */
export const jobTags = [
  ...["department-name", "department-id", "office-name", "office-location", "office-id", "education", "employment"],
  ...["updated_at", "first_published", "application_deadline", "internal_job_id", "requisition_id", "company_name"],
  ...["language", "pay", "pay-blurb", "metadata"],
  ...harvestJobTags,
].map((name) => `greenhouse_${name}`);

/**
 * The default mapping of `greenhouse.pullJobList` and `greenhouse.pullJob`, for jobs of a board and of Harvest v3. Pure; accepts every
 * job.
 *
 * @see https://developers.greenhouse.io/job-board.html#list-jobs
 */
export function formatJob(job: GreenhouseJobRecord): HrflowJobItem {
  return isHarvestJob(job) ? formatHarvestJob(job) : formatBoardJob(job);
}

function formatBoardJob(job: GreenhouseJob): HrflowJobItem {
  return {
    reference: String(job.id),
    name: trimmed(job.title) ?? "",
    location: { text: trimmed(job.location?.name) ?? null, lat: null, lng: null },
    sections: jobSections("greenhouse", { description: job.content }, { isEscaped: true }),
    ...compact({ url: trimmed(job.absolute_url), ranges_float: payOf(job).flatMap(({ ranges }) => ranges) }),
    tags: tagsOf(job),
    metadatas: [...customFields(job.metadata), ...otherFields(job)],
  };
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
      ...vendorTag("greenhouse_department-name", name),
      ...vendorTag("greenhouse_department-id", id),
    ]),
    // Where the job's location is a way of working, such as Hybrid, the city stands in the name of the office.
    ...listOf(offices).flatMap(({ name, location, id }) => [
      ...vendorTag("greenhouse_office-name", name),
      ...vendorTag("greenhouse_office-location", location),
      ...vendorTag("greenhouse_office-id", id),
    ]),
    ...vendorTag("greenhouse_education", education),
    ...vendorTag("greenhouse_employment", employment),
  ];
}

/** The exposed custom fields of a job. A list becomes one entry per value. */
function customFields(metadata: GreenhouseJob["metadata"] | undefined): NonNullable<HrflowJobItem["metadatas"]> {
  return listOf(metadata).flatMap(({ id, name, value }) =>
    vendorTag(trimmed(name) ?? `greenhouse_metadata_${id}`, value),
  );
}

/** The fields that HrFlow.ai does not have, and dates and pay that could not be read. */
function otherFields(job: GreenhouseJob): NonNullable<HrflowJobItem["metadatas"]> {
  const time = (value: unknown) => isoInstant(value) ?? value;
  return [
    ...vendorTag("greenhouse_updated_at", time(job.updated_at)),
    ...vendorTag("greenhouse_first_published", time(job.first_published)),
    ...vendorTag("greenhouse_application_deadline", time(job.application_deadline)),
    ...vendorTag("greenhouse_internal_job_id", job.internal_job_id),
    ...vendorTag("greenhouse_requisition_id", job.requisition_id),
    ...vendorTag("greenhouse_company_name", job.company_name),
    ...vendorTag("greenhouse_language", job.language),
    ...vendorTag(
      "greenhouse_pay",
      payOf(job).map(({ unread }) => unread),
    ),
    ...vendorTag(
      "greenhouse_pay-blurb",
      listOf(job.pay_input_ranges).map(({ blurb }) => htmlToText(blurb ?? "")),
    ),
  ];
}
