import { compact, distinct, line, listOf } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  originFile,
  phoneNumbers,
  profileItem,
  profileNames,
  profileUrls,
  vendorTag,
  vendorTags,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { AshbyCandidate } from "../ashby-types";

/** Names of the tags and metadatas that `formatProfile` writes, but for custom fields, which are named by their titles. */
export const profileTags = [
  ...["email", "phone", "tag", "source", "source_type", "credited_to", "timezone", "application_id"],
  ...["updated_at", "profile_url"],
].map((name) => `ashby_${name}`);

/** The default mapping of `ashby.pullProfileList`. Pure, and never throws. Private fields and suspicions of fraud are left out. */
export function formatProfile(candidate: AshbyCandidate): HrflowProfileItem {
  const { primaryEmailAddress, primaryPhoneNumber, resumeFileHandle: file, source } = candidate;
  const emails = [primaryEmailAddress, ...listOf(candidate.emailAddresses)].map((one) => one?.value);
  const phones = [primaryPhoneNumber, ...listOf(candidate.phoneNumbers)].map((one) => one?.value);
  const [email, ...otherEmails] = distinct(emails.flatMap(emailAddresses));
  const [phone, ...otherPhones] = distinct(phones.flatMap(phoneNumbers));
  return profileItem({
    reference: candidate.id,
    info: {
      ...profileNames({ fullName: candidate.name }),
      ...{ email, phone, location: line(candidate.location?.locationSummary) },
      urls: profileUrls(listOf(candidate.socialLinks).map(({ url }) => url)),
    },
    experiences: [compact({ title: line(candidate.position), company: line(candidate.company) })],
    educations: [compact({ school: line(candidate.school) })],
    created_at: candidate.createdAt,
    resume: originFile(file?.handle, file?.name),
    tags: [
      ...vendorTags("ashby", {
        email: otherEmails,
        phone: otherPhones,
        tag: distinct(listOf(candidate.tags).map(({ title }) => title)),
        source: source?.title,
        source_type: source?.sourceType?.title,
        credited_to: candidate.creditedToUser?.email,
        timezone: candidate.timezone,
        application_id: listOf(candidate.applicationIds),
      }),
      ...listOf(candidate.customFields)
        .filter(({ isPrivate }) => !isPrivate)
        .flatMap(({ title, id, value, valueLabel }) => vendorTag(`ashby_${line(title) ?? id}`, valueLabel ?? value)),
    ],
    metadatas: vendorTags("ashby", { updated_at: candidate.updatedAt, profile_url: candidate.profileUrl }),
  });
}
