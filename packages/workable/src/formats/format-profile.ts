import { bare, compact, distinct, htmlToText, isoInstant, line, listOf } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  indexedTags,
  originFile,
  phoneNumbers,
  placeOf,
  profileDates,
  profileItem,
  profileNames,
  profileUrls,
  vendorTag,
  vendorTags,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { WorkableCandidate } from "../workable-types";

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
  const { id, location, job } = candidate;
  const unread: string[] = [];
  const dates = (entry: { start_date?: string | null; end_date?: string | null; current?: boolean | null }) =>
    profileDates({ date_start: entry.start_date, date_end: entry.current ? null : entry.end_date }, (fault) =>
      unread.push(fault),
    );
  const works = listOf(candidate.experience_entries);
  const experiences = works.map((entry) => ({
    ...compact({
      title: line(entry.title),
      company: line(entry.company),
      description: htmlToText(entry.summary ?? ""),
    }),
    ...dates(entry),
  }));
  const educations = listOf(candidate.education_entries).map((entry) => ({
    ...compact({ school: line(entry.school), title: distinct([entry.degree, entry.field_of_study]).join(" in ") }),
    ...dates(entry),
  }));
  const { city, region: state, zip_code: postcode, country } = location ?? {};
  const [email, ...emails] = emailAddresses(candidate.email);
  const [phone, ...phones] = phoneNumbers(candidate.phone);
  const skills = listOf(candidate.skills).flatMap(({ name }) => line(name) ?? []);
  return profileItem({
    reference: id,
    info: {
      ...profileNames({ fullName: candidate.name, firstName: candidate.firstname, lastName: candidate.lastname }),
      ...{ email, phone, picture: bare(candidate.image_url) },
      location: placeOf({ city, state, postcode, country }, line(location?.location_str) ?? candidate.address),
      summary: htmlToText(candidate.summary ?? "") || line(candidate.headline),
      urls: profileUrls(listOf(candidate.social_profiles).map(({ url }) => url)),
    },
    ...{ experiences, educations, skills: skills.map((name) => ({ name, type: "hard" as const })) },
    text: htmlToText(candidate.cover_letter ?? ""),
    created_at: candidate.created_at,
    resume: candidate.resume_metadata && originFile(id, candidate.resume_metadata.filename),
    tags: [
      ...fields.flatMap((field) => vendorTag(`workable_${field}`, candidate[field])),
      ...indexedTags("workable_tag", candidate.tags),
      ...vendorTags("workable", {
        job_shortcode: job?.shortcode,
        job_title: job?.title,
        talent_pool_id: candidate.talent_pool?.talent_pool_id,
        ...{ emails, phones },
      }),
    ],
    metadatas: [
      ...indexedTags("workable_answer", candidate.answers),
      ...indexedTags(
        "workable_industry",
        works.map(({ industry }) => industry),
      ),
      ...vendorTags("workable", {
        profile_url: candidate.profile_url,
        headline: candidate.headline,
        updated_at: isoInstant(candidate.updated_at) ?? candidate.updated_at,
        unread_date: unread,
      }),
    ],
  });
}
