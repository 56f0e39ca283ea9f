import { compact, distinct, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { addVendorTag, type HrflowJobItem, jobRange, vendorTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type { LeverPosting } from "../lever-types";

/** Names of the tags and metadatas that `formatJob` writes, but for categories and URLs that Lever's specification does not name. */
export const jobTags = [
  ...["confidential", "team", "department", "location", "commitment", "level", "additional_tag", "distributionChannel"],
  ...["url_list", "url_show", "url_apply", "country", "state", "workplaceType", "salary_interval", "requisitionCode"],
  ...["createdAt", "updated_at", "salaryRange", "salaryDescription", "owner", "hiringManager"],
].map((name) => `lever_${name}`);

/**
 * The default mapping of `lever.pullJobList`. Pure, and never throws.
 *
 * @see https://hire.lever.co/developer/documentation#postings
 */
export function formatJob(posting: LeverPosting): HrflowJobItem {
  const { content, categories } = posting;
  const summary = textOf(content?.description, content?.descriptionHtml);
  const createdAt = isoInstant(posting.createdAt);
  const salary = salaryOf(posting);
  return {
    reference: posting.id,
    name: trimmed(posting.text) ?? "",
    location: { text: trimmed(categories?.location) ?? null, lat: null, lng: null },
    sections: sectionsOf(content),
    ...compact({ url: posting.urls?.show, created_at: createdAt, ranges_float: salary.ranges }),
    // Beside the others, which are trimmed here: it is long, and trimmed already.
    ...(summary === undefined ? {} : { summary }),
    tags: tagsOf(posting),
    metadatas: metadatasOf(posting, createdAt, salary.unread),
  };
}

function sectionsOf(content: LeverPosting["content"]): NonNullable<HrflowJobItem["sections"]> {
  const sections: NonNullable<HrflowJobItem["sections"]> = [];
  for (const { text, content: html } of listOf(content?.lists)) {
    const title = trimmed(text) ?? null;
    const description = htmlToText(html ?? "") || null;
    if (title || description) sections.push({ name: title, title, description });
  }
  const closing = textOf(content?.closing, content?.closingHtml);
  if (closing) sections.push({ name: "lever_closing", title: "lever_closing", description: closing });
  return sections;
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
  const tags: NonNullable<HrflowJobItem["tags"]> = [];
  const add = (name: string, value: unknown) => addVendorTag(tags, name, value);
  const addEach = (name: string, values: readonly unknown[]) => {
    for (const [index, value] of distinct(values).entries()) add(`${name}_${index}`, value);
  };
  const categories: NonNullable<LeverPosting["categories"]> & Record<string, unknown> = posting.categories ?? {};
  const first = trimmed(categories.location);
  add("lever_confidential", confidentialOf(posting));
  for (const name of Object.keys(categories)) if (name !== "allLocations") add(`lever_${name}`, categories[name]);
  addEach(
    "lever_location",
    distinct(listOf(categories.allLocations)).filter((location) => location !== first),
  );
  addEach("lever_additional_tag", listOf(posting.tags));
  addEach("lever_distributionChannel", listOf(posting.distributionChannels));
  const urls: Record<string, unknown> = posting.urls ?? {};
  for (const name of Object.keys(urls)) add(`lever_url_${name}`, urls[name]);
  add("lever_country", posting.country);
  add("lever_state", posting.state);
  add("lever_workplaceType", posting.workplaceType);
  add("lever_salary_interval", posting.salaryRange?.interval);
  // Older postings have one code, in a field of its own.
  addEach("lever_requisitionCode", [...listOf(posting.requisitionCodes), posting.reqCode]);
  return tags;
}

/** Spelled as the Python connector does, because its users filter by it. */
function confidentialOf({ confidentiality }: LeverPosting): string | undefined {
  if (confidentiality === undefined) return undefined;
  return confidentiality === "confidential" ? "True" : "False";
}

/** What HrFlow.ai has no field for, and what could not be read. */
function metadatasOf(
  posting: LeverPosting,
  createdAt: string | undefined,
  unreadSalary: unknown[],
): NonNullable<HrflowJobItem["metadatas"]> {
  const { updatedAt, salaryDescription, salaryDescriptionHtml } = posting;
  return [
    ...(createdAt === undefined ? vendorTag("lever_createdAt", posting.createdAt) : []),
    ...vendorTag("lever_updated_at", isoInstant(updatedAt) ?? updatedAt),
    ...vendorTag("lever_salaryRange", unreadSalary),
    ...vendorTag("lever_salaryDescription", textOf(salaryDescription, salaryDescriptionHtml)),
    ...vendorTag("lever_owner", idOf(posting.owner)),
    ...vendorTag("lever_hiringManager", idOf(posting.hiringManager)),
  ];
}

function idOf(user: string | { id: string } | null | undefined): string | undefined {
  return typeof user === "string" ? user : user?.id;
}
