import { bare, compact, distinct, isoInstant, line, listOf } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  originFile,
  phoneNumbers,
  placeOf,
  profileItem,
  profileNames,
  profileUrls,
  vendorTag,
  vendorTags,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { BamboohrApplication } from "../bamboohr-types";

/** Names of the tags and metadatas that `formatProfile` writes. Those of questions end with a number. */
export const profileTags = [
  ...["job_id", "job_title", "applicant_id", "status", "status_id", "rating", "source", "desiredSalary", "referredBy"],
  ...["availableStartDate", "duplicateApplicationCount", "emails", "phones", "updated_at", "references", "question"],
].map((name) => `bamboohr_${name}`);

/**
 * The default mapping of `bamboohr.pullProfileList`. Pure, and never throws. Archived questions are left out.
 *
 * @see https://documentation.bamboohr.com/reference/get-application-details
 */
export function formatProfile(application: BamboohrApplication): HrflowProfileItem {
  const { id, status, applicant, job } = application;
  const { addressLine1, addressLine2, zipcode, ...address } = applicant?.address ?? {};
  const education = applicant?.education ?? application.education;
  const twitter = bare(applicant?.twitterUsername)?.replace(/^@/, "");
  const [email, ...emails] = emailAddresses(applicant?.email);
  const [phone, ...phones] = phoneNumbers(applicant?.phoneNumber);
  return profileItem({
    reference: String(id),
    info: {
      ...profileNames({ firstName: applicant?.firstName, lastName: applicant?.lastName }),
      ...{ email, phone },
      location: placeOf({ ...address, road: distinct([addressLine1, addressLine2]).join(", "), postcode: zipcode }),
      urls: profileUrls([applicant?.linkedinUrl, applicant?.websiteUrl, twitter && `https://twitter.com/${twitter}`]),
    },
    educations: [compact({ school: line(education?.institution), title: line(education?.level?.label) })],
    created_at: application.appliedDate,
    resume: originFile(application.resumeFileId),
    tags: vendorTags("bamboohr", {
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
      ...{ emails, phones },
    }),
    metadatas: [
      ...vendorTags("bamboohr", {
        updated_at: isoInstant(status?.dateChanged),
        references: application.applicationReferences,
      }),
      ...listOf(application.questionsAndAnswers)
        .filter(({ isArchived }) => !isArchived)
        .flatMap(({ question, answer }) => {
          const texts = [question?.label, answer?.label].map(line).filter(Boolean);
          return vendorTag(question?.id ? `bamboohr_question_${question.id}` : "bamboohr_question", texts.join(": "));
        }),
    ],
  });
}
