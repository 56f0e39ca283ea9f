import { listOf } from "@hrflow-connectors/core/formats";
import {
  type HrflowJobItem,
  jobItem,
  jobRange,
  jobSections,
  placeOf,
  vendorTag,
  vendorTags,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { AshbyJobPosting } from "../ashby-types";

const fields = [
  ...(["jobId", "departmentName", "teamName", "employmentType", "workplaceType", "isRemote", "isListed"] as const),
  ...(["status", "applicationDeadline", "applyLink", "locationExternalName"] as const),
];

/** Names of the tags and metadatas that `formatJob` writes. */
export const jobTags = [
  ...fields,
  ...["location_id", "team", "salary_interval", "compensation", "compensation_tier", "updated_at"],
].map((name) => `ashby_${name}`);

/** The default mapping of `ashby.pullJobList`. Pure, and never throws. */
export function formatJob(posting: AshbyJobPosting): HrflowJobItem {
  const { descriptionParts: texts, compensation, address, locationIds } = posting;
  const { streetAddress, addressLocality, addressRegion, postalCode, addressCountry } = address?.postalAddress ?? {};
  const street = { road: streetAddress, city: addressLocality, state: addressRegion };
  const isShown =
    compensation?.shouldDisplayCompensationOnJobBoard ??
    compensation?.shouldDisplayCompensation ??
    posting.shouldDisplayCompensationOnJobBoard;
  const tiers = isShown ? listOf(compensation?.compensationTiers) : [];
  const pay = [
    ...listOf(isShown ? compensation?.summaryComponents : []),
    ...tiers.flatMap((tier) => listOf(tier.components)),
  ];
  const salary = pay.find(({ compensationType }) => compensationType === "Salary");
  const { minValue: min, maxValue: max, currencyCode: unit } = salary ?? {};
  return jobItem({
    reference: posting.id,
    name: posting.title,
    location: placeOf({ ...street, postcode: postalCode, country: addressCountry }) ?? posting.locationName,
    sections: jobSections("ashby", {
      opening: texts?.descriptionOpening?.html,
      description: texts?.descriptionBody?.html ?? posting.descriptionHtml,
      closing: texts?.descriptionClosing?.html,
    }),
    url: posting.externalLink ?? posting.applyLink,
    summary: posting.descriptionSocial,
    created_at: posting.publishedDate,
    ranges_float: salary && jobRange("salary", { min, max, unit }).ranges,
    tags: [
      ...fields.flatMap((name) => vendorTag(`ashby_${name}`, posting[name])),
      ...vendorTags("ashby", {
        location_id: [locationIds?.primaryLocationId, ...listOf(locationIds?.secondaryLocationIds)],
        team: listOf(posting.teamNameHierarchy),
        salary_interval: salary?.interval,
        compensation: isShown ? (compensation?.compensationTierSummary ?? posting.compensationTierSummary) : undefined,
      }),
    ],
    metadatas: vendorTags("ashby", {
      updated_at: posting.updatedAt,
      compensation_tier: tiers.flatMap((tier) => [tier.title, tier.tierSummary, tier.additionalInformation]),
    }),
  });
}
