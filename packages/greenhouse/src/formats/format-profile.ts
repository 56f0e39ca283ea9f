import { compact, distinct, instant, isoInstant, line, listOf, trimmed } from "@hrflow-connectors/core/formats";
import {
  emailAddresses,
  type HrflowProfileItem,
  originFile,
  phoneNumbers,
  profileDates,
  profileNames,
  profileText,
  profileUrls,
  vendorTag,
} from "@hrflow-connectors/hrflow-client/warehouses";
import { applicationFieldNames, applicationFields, personOf, timeOf } from "./application-fields";
import { customFieldTags, type GreenhouseCandidateRecord, type GreenhouseEducationRecord } from "./greenhouse-records";

type Tags = NonNullable<HrflowProfileItem["tags"]>;

/** Names of the tags and metadatas that `formatProfile` writes, but for those of custom fields. */
export const profileTags = [
  ...["job_id", "prospective_job_id", "application_status", "stage_name", "tag", "email", "phone", "address"],
  ...["preferred_name", "company", "title", "private", "can_email", "time_zone", "updated_at", "last_activity_at"],
  ...["created_at", "linked_user_id", "recruiter", "coordinator", "attachment", "unread_date"],
  ...applicationFieldNames.map((name) => `application_${name}`),
].map((name) => `greenhouse_${name}`);

/**
 * The default mapping of `greenhouse.pullProfileList` and `greenhouse.pullProfile`. Pure; accepts every candidate.
 *
 * @see https://harvestdocs.greenhouse.io
 */
export function formatProfile(candidate: GreenhouseCandidateRecord): HrflowProfileItem {
  const contacts = contactsOf(candidate);
  const { experiences, educations, unread } = periodsOf(candidate);
  const info: HrflowProfileItem["info"] = {
    ...profileNames({ firstName: candidate.first_name, lastName: candidate.last_name }),
    ...compact({ email: contacts.emails[0], phone: contacts.phones[0] }),
    location: { text: contacts.addresses[0] ?? null, lat: null, lng: null },
    urls: profileUrls([
      ...listOf(candidate.website_addresses).map(({ value }) => value),
      ...listOf(candidate.social_media_addresses).map(({ value }) => value),
    ]),
  };
  const resume = resumeOf(candidate);
  return {
    reference: String(candidate.id),
    info,
    text: profileText({ info, experiences, educations }),
    ...compact({ created_at: isoInstant(candidate.created_at) }),
    // Without any, an edit would erase what somebody added in HrFlow.ai.
    ...(experiences.length > 0 ? { experiences } : {}),
    ...(educations.length > 0 ? { educations } : {}),
    tags: tagsOf(candidate, contacts),
    metadatas: [
      ...metadatasOf(candidate),
      ...listOf(candidate.applications).flatMap(applicationFields),
      ...vendorTag("greenhouse_unread_date", unread),
    ],
    ...(resume ? { resume } : {}),
  };
}

interface Contacts {
  emails: string[];
  phones: string[];
  /** First the one at home. */
  addresses: string[];
}

function contactsOf({ email_addresses, phone_numbers, addresses }: GreenhouseCandidateRecord): Contacts {
  const places = listOf(addresses);
  return {
    emails: distinct(listOf(email_addresses).flatMap(({ value }) => emailAddresses(value))),
    phones: distinct(listOf(phone_numbers).flatMap(({ value }) => phoneNumbers(value))),
    addresses: distinct(
      [...places.filter(({ type }) => type === "home"), ...places.filter(({ type }) => type !== "home")].map(
        ({ value }) => value,
      ),
    ),
  };
}

/** Work and study with those of their dates that can be read, and a text about each of the others. */
function periodsOf(candidate: GreenhouseCandidateRecord) {
  const unread: string[] = [];
  const report = (what: string, names: object) => (fault: string) =>
    unread.push(`${what} "${Object.values(names).join(", ")}": ${fault}`);
  const experiences = listOf(candidate.employments).map(({ company_name, title, start_date, end_date }) => {
    const names = compact({ company: line(company_name), title: line(title) });
    return { ...names, ...profileDates({ date_start: start_date, date_end: end_date }, report("employment", names)) };
  });
  const educations = listOf(candidate.educations).map((education) => {
    const { school_name, degree, discipline } = education;
    const names = compact({ school: line(school_name), title: distinct([degree, discipline]).join(" in ") });
    const given = { date_start: sideOf(education, "start"), date_end: sideOf(education, "end") };
    return { ...names, ...profileDates(given, report("education", names)) };
  });
  return { experiences: experiences.filter(isFilled), educations: educations.filter(isFilled), unread };
}

const isFilled = (period: object) => Object.keys(period).length > 0;

/** A day, else the month or the year. */
function sideOf(education: GreenhouseEducationRecord, side: "start" | "end"): unknown {
  const at = education[`${side}_at`];
  if (trimmed(at)) return at;
  const year = education[`${side}_date_year`];
  const month = education[`${side}_date_month`];
  if (typeof year !== "number") return undefined;
  return typeof month === "number" ? `${year}-${String(month).padStart(2, "0")}` : String(year);
}

function tagsOf(candidate: GreenhouseCandidateRecord, { emails, phones, addresses }: Contacts): Tags {
  const { applications } = candidate;
  const jobs = listOf(applications).flatMap(({ job_id }) => job_id ?? []);
  const prospective = listOf(applications).flatMap(({ prospective_job_ids }) => listOf(prospective_job_ids));
  return [
    ...vendorTag("greenhouse_job_id", [...new Set(jobs)]),
    ...vendorTag("greenhouse_prospective_job_id", [...new Set(prospective)]),
    ...vendorTag("greenhouse_application_status", distinct(listOf(applications).map(({ status }) => status))),
    ...vendorTag("greenhouse_stage_name", distinct(listOf(applications).map(({ stage_name }) => stage_name))),
    ...vendorTag("greenhouse_tag", distinct(listOf(candidate.tags))),
    ...vendorTag("greenhouse_email", emails.slice(1)),
    ...vendorTag("greenhouse_phone", phones.slice(1)),
    ...vendorTag("greenhouse_address", addresses.slice(1)),
    ...vendorTag("greenhouse_preferred_name", candidate.preferred_name),
    ...vendorTag("greenhouse_company", candidate.company),
    ...vendorTag("greenhouse_title", candidate.title),
    ...vendorTag("greenhouse_private", candidate.private),
    ...vendorTag("greenhouse_can_email", candidate.can_email),
    ...vendorTag("greenhouse_time_zone", candidate.time_zone),
    ...customFieldTags("greenhouse", candidate.custom_fields),
  ];
}

function metadatasOf(candidate: GreenhouseCandidateRecord): Tags {
  return [
    ...vendorTag("greenhouse_updated_at", timeOf(candidate.updated_at)),
    ...vendorTag("greenhouse_last_activity_at", timeOf(candidate.last_activity_at)),
    ...(isoInstant(candidate.created_at) === undefined ? vendorTag("greenhouse_created_at", candidate.created_at) : []),
    ...vendorTag("greenhouse_linked_user_id", candidate.linked_user_ids),
    ...vendorTag("greenhouse_recruiter", personOf(candidate.recruiter)),
    ...vendorTag("greenhouse_coordinator", personOf(candidate.coordinator)),
    ...listOf(candidate.attachments).flatMap(({ type, filename }) =>
      vendorTag("greenhouse_attachment", distinct([type, filename]).join(": ")),
    ),
  ];
}

/** The newest file that Greenhouse calls a resume. Files of Harvest v1 have no id, and are found by the candidate's. */
function resumeOf({ id, attachments }: GreenhouseCandidateRecord): HrflowProfileItem["resume"] {
  const resumes = listOf(attachments).filter(({ type }) => type === "resume");
  const [newest] = resumes.sort((a, b) => (instant(b.created_at) ?? 0) - (instant(a.created_at) ?? 0));
  return newest && originFile(newest.id ?? id, newest.filename);
}
