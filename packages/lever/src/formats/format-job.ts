import { compact, distinct, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobRange, vendorTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type { LeverPosting } from "../lever-types";

/**
 * The default mapping of `lever.pullJobList`. Pure, and never throws.
 *
 * @see https://hire.lever.co/developer/documentation#postings
 */
export function formatJob(posting: LeverPosting): HrflowJobItem {
  const { content, categories } = posting;
  const summary = textOf(content?.description, content?.descriptionHtml);
  const createdAt = isoInstant(posting.createdAt);
  return {
    reference: posting.id,
    name: trimmed(posting.text) ?? "",
    location: { text: trimmed(categories?.location) ?? null, lat: null, lng: null },
    sections: sectionsOf(content),
    ...compact({
      url: posting.urls?.show,
      created_at: createdAt,
      ranges_float: salaryOf(posting).ranges,
    }),
    // Beside the others, which are trimmed here: it is long, and trimmed already.
    ...(summary === undefined ? {} : { summary }),
    tags: tagsOf(posting),
    metadatas: [
      ...(createdAt === undefined ? vendorTag("lever_createdAt", posting.createdAt) : []),
      ...metadatasOf(posting),
    ],
  };
}

function sectionsOf(content: LeverPosting["content"]): NonNullable<HrflowJobItem["sections"]> {
  const lists = listOf(content?.lists).flatMap(({ text, content: html }) => {
    const title = trimmed(text) ?? null;
    const description = htmlToText(html ?? "") || null;
    return title || description ? [{ name: title, title, description }] : [];
  });
  const closing = textOf(content?.closing, content?.closingHtml);
  return closing ? [...lists, { name: "lever_closing", title: "lever_closing", description: closing }] : lists;
}

/** Lever gives its long texts twice; one of the two may be missing. */
function textOf(plain: string | null | undefined, html: string | null | undefined): string | undefined {
  return trimmed(plain) ?? (htmlToText(html ?? "") || undefined);
}

function salaryOf({ salaryRange }: LeverPosting): ReturnType<typeof jobRange> {
  if (typeof salaryRange !== "object" || salaryRange === null) return jobRange("salary", salaryRange);
  const { min, max, currency } = salaryRange;
  return jobRange("salary", { min, max, unit: currency });
}

function tagsOf(posting: LeverPosting): NonNullable<HrflowJobItem["tags"]> {
  const categories = posting.categories ?? {};
  const first = trimmed(categories.location);
  const others = distinct(listOf(categories.allLocations)).filter((location) => location !== first);
  const indexed = (name: string, values: readonly unknown[]) =>
    distinct(values).map((value, index) => ({ name: `${name}_${index}`, value }));
  return [
    ...vendorTag("lever_confidential", confidentialOf(posting)),
    ...Object.entries(categories).flatMap(([name, value]) =>
      name === "allLocations" ? [] : vendorTag(`lever_${name}`, value),
    ),
    ...indexed("lever_location", others),
    ...indexed("lever_additional_tag", listOf(posting.tags)),
    ...indexed("lever_distributionChannel", listOf(posting.distributionChannels)),
    ...Object.entries(posting.urls ?? {}).flatMap(([name, url]) => vendorTag(`lever_url_${name}`, url)),
    ...vendorTag("lever_country", posting.country),
    ...vendorTag("lever_state", posting.state),
    ...vendorTag("lever_workplaceType", posting.workplaceType),
    ...vendorTag("lever_salary_interval", posting.salaryRange?.interval),
    // Older postings have one code, in a field of its own.
    ...indexed("lever_requisitionCode", [...listOf(posting.requisitionCodes), posting.reqCode]),
  ];
}

/** Spelled as the Python connector does, because its users filter by it. */
function confidentialOf({ confidentiality }: LeverPosting): string | undefined {
  if (confidentiality === undefined) return undefined;
  return confidentiality === "confidential" ? "True" : "False";
}

/** What HrFlow.ai has no field for, and a salary that could not be read. */
function metadatasOf(posting: LeverPosting): NonNullable<HrflowJobItem["metadatas"]> {
  const { updatedAt, salaryDescription, salaryDescriptionHtml } = posting;
  return [
    ...vendorTag("lever_updated_at", isoInstant(updatedAt) ?? updatedAt),
    ...vendorTag("lever_salaryRange", salaryOf(posting).unread),
    ...vendorTag("lever_salaryDescription", textOf(salaryDescription, salaryDescriptionHtml)),
    ...vendorTag("lever_owner", idOf(posting.owner)),
    ...vendorTag("lever_hiringManager", idOf(posting.hiringManager)),
  ];
}

function idOf(user: string | { id: string } | null | undefined): string | undefined {
  return typeof user === "string" ? user : user?.id;
}
