import { bare, compact, distinct, isoInstant, line, listOf, trimmed } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  originFile,
  phoneNumbers,
  profileDates,
  profileItem,
  profileNames,
  profileUrls,
  vendorTag,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { LeverApplication, LeverContact, LeverOpportunityWithResumes, LeverResume } from "../lever-types";

type Tags = NonNullable<HrflowProfileItem["tags"]>;
type ParsedData = NonNullable<LeverResume["parsedData"]>;
type ParsedDate = NonNullable<ParsedData["positions"]>[number]["start"];

const ofApplications = [
  ...["type", "name", "company", "comments", "customQuestions", "archived_reason", "archivedAt", "createdAt"],
  ...["postingOwner", "postingHiringManager", "user", "requisitionForHire"],
];

/** Names of the tags and metadatas that `formatProfile` writes. */
export const profileTags = [
  ...[
    "emails",
    "phones",
    "phone_type",
    "tags",
    "sources",
    "origin",
    "stage",
    "stage_id",
    "archived",
    "archived_reason",
  ],
  ...["confidential", "opportunityLocation", "isAnonymized", "posting_id", "createdAt", "updated_at"],
  ...["lastInteractionAt", "lastAdvancedAt", "archivedAt", "snoozedUntil", "contact", "owner", "sourcedBy"],
  ...["url_list", "url_show", "dataProtection", "contact_dataProtection", "unread_date"],
  ...ofApplications.map((name) => `application_${name}`),
].map((name) => `lever_${name}`);

/**
 * The default mapping of `lever.pullProfileList`. Pure, and never throws. Lever's tags repeat the categories of the posting, so they
 * are no skills.
 *
 * @see https://hire.lever.co/developer/documentation#opportunities
 */
export function formatProfile(opportunity: LeverOpportunityWithResumes): HrflowProfileItem {
  const contact = expanded<LeverContact>(opportunity.contact);
  const applications = listOf(opportunity.applications).map((one) => expanded<LeverApplication>(one));
  const resumes = newestFirst(opportunity.resumes);
  const parsed = resumes.find(({ parsedData }) => parsedData)?.parsedData;
  const { experiences, educations, unread } = historyOf(parsed);
  const emails = [opportunity.emails, contact?.emails, applications.map((one) => one?.email)].flatMap(listOf);
  const [email, ...otherEmails] = distinct(emails.flatMap(emailAddresses));
  const { phone, otherPhones, types } = phonesOf(opportunity, contact, applications);
  const links = [opportunity.links, ...applications.map((one) => one?.links)].flatMap(listOf);
  const info = {
    ...profileNames({ fullName: line(opportunity.name) ?? contact?.name }),
    email,
    phone,
    location: line(opportunity.location) ?? line(contact?.location?.name),
    urls: profileUrls(links),
  };
  const createdAt = isoInstant(opportunity.createdAt);
  return profileItem({
    reference: opportunity.id,
    ...{ info, experiences, educations, created_at: createdAt },
    text: trimmed(opportunity.headline) ?? contact?.headline,
    resume: resumeOf(opportunity, resumes),
    tags: [
      ...vendorTag("lever_emails", otherEmails),
      ...vendorTag("lever_phones", otherPhones),
      ...vendorTag("lever_phone_type", types),
      ...tagsOf(opportunity),
      ...applications.flatMap((one) => vendorTag("lever_posting_id", bare(one?.posting))),
    ],
    metadatas: [
      ...(createdAt === undefined ? vendorTag("lever_createdAt", opportunity.createdAt) : []),
      ...metadatasOf(opportunity, contact),
      ...applications.flatMap(applicationFields),
      ...vendorTag("lever_unread_date", unread),
    ],
  });
}

/** What `expand` puts in place of an id. */
function expanded<Row>(value: unknown): Row | undefined {
  return typeof value === "object" && value !== null ? (value as Row) : undefined;
}

function idOf(value: unknown): string | undefined {
  return bare(expanded<{ id?: unknown }>(value)?.id ?? value);
}

function newestFirst(resumes: LeverOpportunityWithResumes["resumes"]): LeverResume[] {
  const uploadedAt = ({ createdAt, file }: LeverResume) => Number(createdAt ?? file?.uploadedAt ?? 0) || 0;
  return [...listOf(resumes)].sort((one, other) => uploadedAt(other) - uploadedAt(one));
}

/** The newest that is a file: online profiles are resumes without one. */
function resumeOf({ id }: LeverOpportunityWithResumes, resumes: LeverResume[]): HrflowProfileItem["resume"] {
  const resume = resumes.find(({ file }) => file);
  return resume && originFile(`${id}/${resume.id}`, resume.file?.name);
}

function phonesOf(
  opportunity: LeverOpportunityWithResumes,
  contact: LeverContact | undefined,
  applications: (LeverApplication | undefined)[],
) {
  const given = [opportunity.phones, contact?.phones, applications.map((one) => one?.phone)].flatMap(listOf);
  const [phone, ...otherPhones] = distinct(given.flatMap(({ value }) => phoneNumbers(value)));
  return { phone, otherPhones, types: distinct(given.map(({ type }) => type)) };
}

/** Experiences and educations of a parsed resume, and what is given there as a date but is not one. */
function historyOf(parsed: ParsedData | null | undefined) {
  const unread: string[] = [];
  const dates = (name: string, { start, end }: { start?: ParsedDate; end?: ParsedDate }) =>
    profileDates({ date_start: dateOf(start), date_end: dateOf(end) }, (fault) => unread.push(`${name}: ${fault}`));
  const experiences = listOf(parsed?.positions).map(({ org, title, summary, location, ...period }, index) => {
    const place = line(location);
    return compact({
      company: line(org),
      title: line(title),
      description: summary,
      location: place === undefined ? undefined : { text: place },
      ...dates(`position ${index + 1}`, period),
    });
  });
  const educations = listOf(parsed?.schools).map(({ org, degree, field, summary, ...period }, index) =>
    compact({
      school: line(org),
      title: distinct([degree, field]).join(", "),
      description: summary,
      ...dates(`school ${index + 1}`, period),
    }),
  );
  return { experiences, educations, unread };
}

/** As `periodOf` reads it; a month without a year is no date. */
function dateOf(date: ParsedDate): unknown {
  const { year, month } = date ?? {};
  if ((year ?? undefined) === undefined) return (month ?? undefined) === undefined ? undefined : date;
  return (month ?? undefined) === undefined ? String(year) : `${year}-${month}`;
}

function tagsOf(opportunity: LeverOpportunityWithResumes): Tags {
  const { stage, archived, confidentiality } = opportunity;
  return [
    ...vendorTag("lever_tags", distinct(listOf(opportunity.tags))),
    ...vendorTag("lever_sources", distinct(listOf(opportunity.sources))),
    ...vendorTag("lever_origin", opportunity.origin),
    ...vendorTag("lever_stage", expanded<{ text?: string }>(stage)?.text ?? idOf(stage)),
    ...vendorTag("lever_stage_id", idOf(stage)),
    ...(archived === undefined ? [] : vendorTag("lever_archived", archived !== null)),
    ...vendorTag("lever_archived_reason", archived?.reason),
    ...(confidentiality ? vendorTag("lever_confidential", confidentiality === "confidential") : []),
    ...vendorTag("lever_opportunityLocation", opportunity.opportunityLocation),
    ...vendorTag("lever_isAnonymized", opportunity.isAnonymized),
  ];
}

const time = (value: unknown) => isoInstant(value) ?? value;

/** What HrFlow.ai has no field for. */
function metadatasOf(opportunity: LeverOpportunityWithResumes, contact: LeverContact | undefined): Tags {
  return [
    ...vendorTag("lever_updated_at", time(opportunity.updatedAt)),
    ...vendorTag("lever_lastInteractionAt", time(opportunity.lastInteractionAt)),
    ...vendorTag("lever_lastAdvancedAt", time(opportunity.lastAdvancedAt)),
    ...vendorTag("lever_archivedAt", time(opportunity.archived?.archivedAt)),
    ...vendorTag("lever_snoozedUntil", time(opportunity.snoozedUntil)),
    ...vendorTag("lever_contact", idOf(opportunity.contact)),
    ...vendorTag("lever_owner", idOf(opportunity.owner)),
    ...vendorTag("lever_sourcedBy", idOf(opportunity.sourcedBy)),
    ...Object.entries(opportunity.urls ?? {}).flatMap(([name, url]) => vendorTag(`lever_url_${name}`, url)),
    ...vendorTag("lever_dataProtection", opportunity.dataProtection),
    ...vendorTag("lever_contact_dataProtection", contact?.dataProtection),
  ];
}

function applicationFields(application: LeverApplication | undefined): Tags {
  if (application === undefined) return [];
  const { type, name, company, comments, customQuestions, archived, createdAt, requisitionForHire } = application;
  const field = (key: string, value: unknown) => vendorTag(`lever_application_${key}`, value);
  return [
    ...field("type", type),
    ...field("name", name),
    ...field("company", company),
    ...field("comments", comments),
    ...field("customQuestions", listOf(customQuestions)),
    ...field("archived_reason", archived?.reason),
    ...field("archivedAt", time(archived?.archivedAt)),
    ...field("createdAt", time(createdAt)),
    ...field("postingOwner", application.postingOwner),
    ...field("postingHiringManager", application.postingHiringManager),
    ...field("user", application.user),
    ...field("requisitionForHire", requisitionForHire),
  ];
}
