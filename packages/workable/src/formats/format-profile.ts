import { bare, compact, htmlToText, isoInstant, line, listOf } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  periodOf,
  phoneNumbers,
  profileNames,
  profileText,
  profileUrls,
  vendorTag,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { WorkableCandidate } from "../workable-types";
import { indexed, joined } from "./format-job";

const fields = [
  ...["stage", "stage_kind", "disqualified", "disqualification_reason", "disqualified_at", "withdrew", "hired_at"],
  ...["moved_to_offer_at", "sourced", "domain", "outlet", "common_source", "common_source_category"],
  ...["originating_candidate_id", "uploader_id"],
] as (keyof WorkableCandidate)[];

/** Names of the tags and metadatas that `formatProfile` writes. Those of lists end with a number. */
export const profileTags = [
  ...fields,
  ...["tag", "job_shortcode", "job_title", "talent_pool_id", "answer", "profile_url", "headline", "updated_at"],
  ...["industry", "unread_date", "emails", "phones"],
].map((name) => `workable_${name}`);

/** The default mapping of `workable.pullProfileList`. Pure, and never throws. */
export function formatProfile(candidate: WorkableCandidate): HrflowProfileItem {
  const { id, location, job, talent_pool, resume_metadata: resume } = candidate;
  const unread: string[] = [];
  const dates = (entry: { start_date?: string | null; end_date?: string | null; current?: boolean | null }) => {
    const { faults, start, end } = periodOf({
      date_start: entry.start_date,
      date_end: entry.current ? null : entry.end_date,
    });
    unread.push(...[faults.start, faults.end].filter((fault) => fault !== undefined));
    return { date_start: start && `${start}T00:00:00`, date_end: end && `${end}T00:00:00` };
  };
  const works = listOf(candidate.experience_entries);
  const experiences = works.map((entry) =>
    compact({
      title: line(entry.title),
      company: line(entry.company),
      description: htmlToText(entry.summary ?? ""),
      ...dates(entry),
    }),
  );
  const educations = listOf(candidate.education_entries).map((entry) =>
    compact({
      school: line(entry.school),
      title: [entry.degree, entry.field_of_study].map(line).filter(Boolean).join(" in "),
      ...dates(entry),
    }),
  );
  const place =
    line(location?.location_str) ??
    line(candidate.address) ??
    joined([location?.city, location?.region, location?.country]);
  const [email, ...emails] = emailAddresses(candidate.email);
  const [phone, ...phones] = phoneNumbers(candidate.phone);
  const names = { fullName: candidate.name, firstName: candidate.firstname, lastName: candidate.lastname };
  const info: HrflowProfileItem["info"] = compact({
    ...profileNames(names),
    ...{
      email,
      phone,
      location: place === undefined ? undefined : { text: place },
      picture: bare(candidate.image_url),
    },
    summary: htmlToText(candidate.summary ?? "") || line(candidate.headline),
    urls: profileUrls(listOf(candidate.social_profiles).map(({ url }) => url)),
  });
  const skills = listOf(candidate.skills).flatMap(({ name }) => line(name) ?? []);
  const profile = {
    info,
    ...compact({ experiences, educations, skills: skills.map((name) => ({ name, type: "hard" as const })) }),
  };
  return {
    reference: id,
    text: htmlToText(candidate.cover_letter ?? "") || profileText(profile),
    ...profile,
    ...compact({
      created_at: isoInstant(candidate.created_at),
      resume: resume && { id, ...compact({ fileName: line(resume.filename) }) },
    }),
    tags: [
      ...fields.flatMap((field) => vendorTag(`workable_${field}`, candidate[field])),
      ...indexed("tag", listOf(candidate.tags)),
      ...vendorTag("workable_job_shortcode", job?.shortcode),
      ...vendorTag("workable_job_title", job?.title),
      ...vendorTag("workable_talent_pool_id", talent_pool?.talent_pool_id),
      ...vendorTag("workable_emails", emails),
      ...vendorTag("workable_phones", phones),
    ],
    metadatas: [
      ...indexed("answer", listOf(candidate.answers)),
      ...indexed(
        "industry",
        works.map(({ industry }) => industry),
      ),
      ...vendorTag("workable_profile_url", candidate.profile_url),
      ...vendorTag("workable_headline", candidate.headline),
      ...vendorTag("workable_updated_at", isoInstant(candidate.updated_at) ?? candidate.updated_at),
      ...vendorTag("workable_unread_date", unread),
    ],
  };
}
