import { bare, compact, distinct, isoInstant, line, listOf } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  phoneNumbers,
  profileNames,
  profileText,
  profileUrls,
  vendorTag,
  vendorTags,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { BamboohrApplication } from "../bamboohr-types";

/**
 * The default mapping of `bamboohr.pullProfileList`. Pure, and never throws. Archived questions are left out.
 *
 * @see https://documentation.bamboohr.com/reference/get-application-details
 */
export function formatProfile(application: BamboohrApplication): HrflowProfileItem {
  const { id, appliedDate, status, applicant, job, resumeFileId } = application;
  const { addressLine1, addressLine2, city, state, zipcode, country } = applicant?.address ?? {};
  const place = distinct([addressLine1, addressLine2, city, state, zipcode, country]).join(", ");
  const parts = { road: line(addressLine1), city: line(city), state: line(state), country: line(country) };
  const education = applicant?.education ?? application.education;
  const studies = compact({ school: line(education?.institution), title: line(education?.level?.label) });
  const twitter = bare(applicant?.twitterUsername)?.replace(/^@/, "");
  const [email, ...otherEmails] = emailAddresses(applicant?.email);
  const [phone, ...otherPhones] = phoneNumbers(applicant?.phoneNumber);
  const info: HrflowProfileItem["info"] = compact({
    ...profileNames({ firstName: applicant?.firstName, lastName: applicant?.lastName }),
    email,
    phone,
    location: place ? { text: place, fields: compact({ ...parts, postcode: line(zipcode) }) } : undefined,
    urls: profileUrls([applicant?.linkedinUrl, applicant?.websiteUrl, twitter && `https://twitter.com/${twitter}`]),
  });
  const profile = { info, ...compact({ educations: Object.keys(studies).length > 0 ? [studies] : [] }) };
  const tags = {
    job_id: job?.id,
    job_title: job?.title?.label,
    applicant_id: applicant?.id,
    status: status?.label,
    status_id: status?.id,
    rating: application.rating,
    source: applicant?.source,
    desiredSalary: application.desiredSalary,
    referredBy: application.referredBy,
    availableStartDate: applicant?.availableStartDate,
    duplicateApplicationCount: application.duplicateApplicationCount,
    emails: otherEmails,
    phones: otherPhones,
  };
  const metadatas = { updated_at: isoInstant(status?.dateChanged), references: application.applicationReferences };
  return {
    reference: String(id),
    text: profileText(profile),
    ...profile,
    ...compact({
      created_at: isoInstant(appliedDate),
      resume: typeof resumeFileId === "number" ? { id: String(resumeFileId) } : undefined,
    }),
    tags: vendorTags("bamboohr", tags),
    metadatas: [
      ...vendorTags("bamboohr", metadatas),
      ...listOf(application.questionsAndAnswers)
        .filter(({ isArchived }) => !isArchived)
        .flatMap(({ question, answer }) => {
          const texts = [question?.label, answer?.label].map(line).filter(Boolean);
          return vendorTag(`bamboohr_question_${question?.id}`, texts.join(": "));
        }),
    ],
  };
}
