import { InputError } from "@hrflow-connectors/core/connector";
import { bare, distinct, htmlToText, line } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobItem, placeOf, vendorTags } from "@hrflow-connectors/hrflow-client/warehouses";
import type { BamboohrJobWithPage } from "../bamboohr-warehouses/jobs";

/** The types of locations, by their numbers on careers pages. */
const locationTypes: Record<string, string> = { 0: "on-site", 1: "remote", 2: "hybrid" };

/** Names of the tags that `formatJob` writes. */
export const jobTags = [
  ...["status", "status_id", "department", "department_id", "location_id", "location_label", "hiringLead"],
  ...["hiringLead_id", "employmentStatus", "minimumExperience", "compensation", "locationType"],
].map((name) => `bamboohr_${name}`);

/**
 * The default mapping of `bamboohr.pullJobList`. Pure. Throws `InputError` for a job without a title. Counts of applicants are left
 * out: every application would change the job.
 *
 * @see https://documentation.bamboohr.com/reference/get-job-summaries
 */
export function formatJob(job: BamboohrJobWithPage): HrflowJobItem {
  const { id, title, postedDate, location, department, status, hiringLead, postingUrl, careersPage: page } = job;
  const name = line(title?.label);
  if (!name) throw new InputError("title.label is empty: HrFlow.ai requires a name");
  const { addressLine1, zipcode, ...address } = location?.address ?? {};
  const place = distinct([address.city, address.state, address.country]).join(", ") || location?.label;
  return jobItem({
    reference: String(id),
    name,
    location: placeOf({ ...address, road: addressLine1, postcode: zipcode }, place),
    url: bare(page?.jobOpeningShareUrl) ?? bare(postingUrl),
    summary: htmlToText(page?.description ?? ""),
    // For a draft, BambooHR returns the time of the request.
    created_at: page?.datePosted ?? (status?.label === "Draft" ? undefined : postedDate),
    tags: vendorTags("bamboohr", {
      status: status?.label,
      status_id: status?.id,
      department: department?.label,
      department_id: department?.id,
      location_id: location?.id,
      location_label: location?.label,
      hiringLead: distinct([hiringLead?.firstName, hiringLead?.lastName]).join(" "),
      hiringLead_id: hiringLead?.employeeId,
      employmentStatus: page?.employmentStatusLabel,
      minimumExperience: page?.minimumExperience,
      compensation: page?.compensation,
      locationType: locationTypes[String(page?.locationType)],
    }),
  });
}
