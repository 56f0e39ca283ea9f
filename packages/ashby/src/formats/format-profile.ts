import { bare, compact, distinct, isoInstant, line, listOf } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  phoneNumbers,
  profileNames,
  profileText,
  profileUrls,
  vendorTag,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { AshbyCandidate } from "../ashby-types";

/** Names of the tags and metadatas that `formatProfile` writes, but for custom fields, which are named by their titles. */
export const profileTags = [
  ...["email", "phone", "tag", "source", "source_type", "credited_to", "timezone", "application_id"],
  ...["updated_at", "profile_url"],
].map((name) => `ashby_${name}`);

/** The default mapping of `ashby.pullProfileList`. Pure, and never throws. Private fields and suspicions of fraud are left out. */
export function formatProfile(candidate: AshbyCandidate): HrflowProfileItem {
  const { primaryEmailAddress, primaryPhoneNumber, resumeFileHandle: file, source, creditedToUser } = candidate;
  const emails = [primaryEmailAddress, ...listOf(candidate.emailAddresses)].map((one) => one?.value);
  const phones = [primaryPhoneNumber, ...listOf(candidate.phoneNumbers)].map((one) => one?.value);
  const [email, ...otherEmails] = distinct(emails.flatMap(emailAddresses));
  const [phone, ...otherPhones] = distinct(phones.flatMap(phoneNumbers));
  const place = line(candidate.location?.locationSummary);
  const experience = compact({ title: line(candidate.position), company: line(candidate.company) });
  const school = line(candidate.school);
  const info: HrflowProfileItem["info"] = compact({
    ...profileNames({ fullName: candidate.name }),
    ...{ email, phone, location: place ? { text: place } : undefined },
    urls: profileUrls(listOf(candidate.socialLinks).map(({ url }) => url)),
  });
  const profile = {
    info,
    ...compact({
      experiences: Object.keys(experience).length > 0 ? [experience] : [],
      educations: school ? [{ school }] : [],
    }),
  };
  const id = bare(file?.handle);
  return {
    reference: candidate.id,
    text: profileText(profile),
    ...profile,
    ...compact({ created_at: isoInstant(candidate.createdAt) }),
    ...(id ? { resume: { id, ...compact({ fileName: line(file?.name) }) } } : {}),
    tags: [
      ...vendorTag("ashby_email", otherEmails),
      ...vendorTag("ashby_phone", otherPhones),
      ...vendorTag("ashby_tag", distinct(listOf(candidate.tags).map(({ title }) => title))),
      ...vendorTag("ashby_source", source?.title),
      ...vendorTag("ashby_source_type", source?.sourceType?.title),
      ...vendorTag("ashby_credited_to", creditedToUser?.email),
      ...vendorTag("ashby_timezone", candidate.timezone),
      ...vendorTag("ashby_application_id", listOf(candidate.applicationIds)),
      ...listOf(candidate.customFields)
        .filter(({ isPrivate }) => !isPrivate)
        .flatMap(({ title, id, value, valueLabel }) => vendorTag(`ashby_${line(title) ?? id}`, valueLabel ?? value)),
    ],
    metadatas: [
      ...vendorTag("ashby_updated_at", candidate.updatedAt),
      ...vendorTag("ashby_profile_url", candidate.profileUrl),
    ],
  };
}
