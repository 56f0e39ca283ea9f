import { compact, distinct, htmlToText, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type { LeverPosting } from "../lever-types";

/**
 * The default mapping of `lever.pullJobList`. Pure, and never throws.
 *
 * @see https://hire.lever.co/developer/documentation#postings
 */
export function formatJob(posting: LeverPosting): HrflowJobItem {
  const { content, salaryRange, categories } = posting;
  return {
    reference: posting.id,
    name: trimmed(posting.text) ?? "",
    location: { text: trimmed(categories?.location) ?? null, lat: null, lng: null },
    sections: sectionsOf(content),
    ...compact({
      url: posting.urls?.show,
      summary: trimmed(content?.description) ?? htmlToText(content?.descriptionHtml ?? ""),
      created_at: isoInstant(posting.createdAt),
      ranges_float: salaryRange ? [salaryOf(salaryRange)] : [],
    }),
    tags: tagsOf(posting),
    metadatas: metadatasOf(posting),
  };
}

function sectionsOf(content: LeverPosting["content"]): NonNullable<HrflowJobItem["sections"]> {
  const lists = listOf(content?.lists).flatMap(({ text, content: html }) => {
    const title = trimmed(text) ?? null;
    const description = htmlToText(html ?? "") || null;
    return title || description ? [{ name: title, title, description }] : [];
  });
  const closing = trimmed(content?.closing) ?? htmlToText(content?.closingHtml ?? "");
  return closing ? [...lists, { name: "lever_closing", title: "lever_closing", description: closing }] : lists;
}

function salaryOf({ min, max, currency }: NonNullable<LeverPosting["salaryRange"]>) {
  return { name: "salary", ...compact({ value_min: min, value_max: max, unit: currency }) };
}

function tagsOf(posting: LeverPosting): NonNullable<HrflowJobItem["tags"]> {
  const { allLocations, ...categories } = posting.categories ?? {};
  const others = distinct(listOf(allLocations)).filter((location) => location !== trimmed(categories.location));
  const indexed = (name: string, values: readonly string[]) =>
    distinct(values).flatMap((value, index) => jobTag(`${name}_${index}`, value));
  return [
    ...jobTag("lever_confidential", confidentialOf(posting)),
    ...Object.entries(categories).flatMap(([name, value]) => jobTag(`lever_${name}`, trimmed(value))),
    ...indexed("lever_location", others),
    ...indexed("lever_additional_tag", listOf(posting.tags)),
    ...indexed("lever_distributionChannel", listOf(posting.distributionChannels)),
    ...Object.entries(posting.urls ?? {}).flatMap(([name, url]) => jobTag(`lever_url_${name}`, trimmed(url))),
    ...jobTag("lever_country", posting.country),
    ...jobTag("lever_state", posting.state),
    ...jobTag("lever_workplaceType", posting.workplaceType),
    ...jobTag("lever_salary_interval", posting.salaryRange?.interval),
    ...indexed("lever_requisitionCode", listOf(posting.requisitionCodes)),
  ];
}

/** Spelled as the Python connector does, because its users filter by it. */
function confidentialOf({ confidentiality }: LeverPosting): string | undefined {
  if (confidentiality === undefined) return undefined;
  return confidentiality === "confidential" ? "True" : "False";
}

/** Values that HrFlow.ai has no field for. */
function metadatasOf(posting: LeverPosting): NonNullable<HrflowJobItem["metadatas"]> {
  return [
    ...jobTag("lever_updated_at", isoInstant(posting.updatedAt)),
    ...jobTag("lever_salaryDescription", trimmed(posting.salaryDescription)),
    ...jobTag("lever_owner", idOf(posting.owner)),
    ...jobTag("lever_hiringManager", idOf(posting.hiringManager)),
  ];
}

function idOf(user: string | { id: string } | null | undefined): string | undefined {
  return typeof user === "string" ? user : user?.id;
}
