import { bare, distinct, listOf } from "@hrflow-connectors/core/formats";
import type { HrflowProfileInfo, HrflowProfileWrite } from "../hrflow-types";

type ProfileUrl = NonNullable<NonNullable<HrflowProfileWrite["info"]["urls"]>[number]>;

/** HrFlow.ai's names for links to these hosts. */
const hosts: [RegExp, Site][] = [
  [/(^|\.)linkedin\.com$/, "linkedin"],
  [/(^|\.)(twitter|x)\.com$/, "twitter"],
  [/(^|\.)facebook\.com$/, "facebook"],
  [/(^|\.)github\.com$/, "github"],
];
type Site = "linkedin" | "twitter" | "facebook" | "github";

/** A person's links, each once, with the type that their host shows. */
export function profileUrls(urls: Iterable<unknown>): ProfileUrl[] {
  return distinct(Array.from(urls, bare)).map((url) => ({ type: siteOf(url) ?? "from_resume", url }));
}

function siteOf(url: string): Site | undefined {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  const host = URL.canParse(full) ? new URL(full).hostname.replace(/\.$/, "") : "";
  return hosts.find(([pattern]) => pattern.test(host))?.[1];
}

/** A path after a host that has neither a port nor a user name, which no person's page has. */
const hasPlainPath = /^https?:\/\/[^/?#:@]*[^/?#:@.]\/./i;

/** The links of a stored person, for a vendor with a field for some of them. */
export interface ChosenLinks<Wanted extends Site> {
  /** The first link to each of these sites. */
  bySite: { [Name in Wanted]?: string };
  /** The first of the others that is a complete http(s) URL. */
  website?: string;
  /** Those that are neither. */
  others: string[];
}

/**
 * Chooses a person's links for a vendor that has a field for some sites and one for any other. A link to the front page of a site names
 * nobody, and is not chosen for it.
 *
 * @example
 * const { bySite, website, others } = chooseLinks(profile.info, ["linkedin", "github"]);
 */
export function chooseLinks<const Wanted extends Site>(
  info: Pick<HrflowProfileInfo, "urls"> | null | undefined,
  sites: readonly Wanted[],
): ChosenLinks<Wanted> {
  const links = distinct(listOf(info?.urls).map(({ url }) => bare(url)));
  const complete = links.filter((link) => /^https?:\/\//i.test(link) && URL.canParse(link));
  const found: ChosenLinks<Site> = { bySite: {}, others: [] };
  for (const site of sites) {
    const link = complete.find((one) => siteOf(one) === site && hasPlainPath.test(one));
    if (link !== undefined) found.bySite[site] = link;
  }
  const chosen = new Set(Object.values(found.bySite));
  const website = complete.find((link) => !chosen.has(link));
  if (website !== undefined) found.website = website;
  found.others = links.filter((link) => !chosen.has(link) && link !== website);
  return found as ChosenLinks<Wanted>;
}
