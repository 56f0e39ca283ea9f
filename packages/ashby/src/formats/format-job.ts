import { compact, distinct, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobRange, vendorTag } from "@hrflow-connectors/hrflow-client/warehouses";
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
  const section = (name: string, html: string | null | undefined) => {
    const description = htmlToText(html ?? "");
    return description ? [{ name: `ashby_${name}`, title: `ashby_${name}`, description }] : [];
  };
  const parts = address?.postalAddress ?? {};
  const { streetAddress, postalCode, addressLocality, addressRegion, addressCountry } = parts;
  const place = distinct([streetAddress, postalCode, addressLocality, addressRegion, addressCountry]).join(", ");
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
  return {
    reference: posting.id,
    name: trimmed(posting.title) ?? "",
    location: { text: trimmed(place) ?? trimmed(posting.locationName) ?? null, lat: null, lng: null },
    sections: [
      ...section("opening", texts?.descriptionOpening?.html),
      ...section("description", texts?.descriptionBody?.html ?? posting.descriptionHtml),
      ...section("closing", texts?.descriptionClosing?.html),
    ],
    ...compact({
      url: posting.externalLink ?? posting.applyLink,
      summary: posting.descriptionSocial,
      created_at: isoInstant(posting.publishedDate),
      ranges_float: salary && jobRange("salary", { min, max, unit }).ranges,
    }),
    tags: [
      ...fields.flatMap((name) => vendorTag(`ashby_${name}`, posting[name])),
      ...vendorTag("ashby_location_id", [locationIds?.primaryLocationId, ...listOf(locationIds?.secondaryLocationIds)]),
      ...vendorTag("ashby_team", listOf(posting.teamNameHierarchy)),
      ...vendorTag("ashby_salary_interval", salary?.interval),
      ...vendorTag(
        "ashby_compensation",
        isShown ? (compensation?.compensationTierSummary ?? posting.compensationTierSummary) : undefined,
      ),
    ],
    metadatas: [
      ...vendorTag("ashby_updated_at", posting.updatedAt),
      ...tiers.flatMap((tier) =>
        vendorTag("ashby_compensation_tier", [tier.title, tier.tierSummary, tier.additionalInformation]),
      ),
    ],
  };
}
