import { InputError } from "@hrflow-connectors/core/connector";
import { compact, distinct, line, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  chooseResume,
  newestFirst,
  periodOf,
  personOf,
  profileUrls,
  quoted,
  splitStudies,
  tagValues,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { WorkableCandidateItem } from "../workable-warehouses/create-candidate";

const withoutField = ["languages", "certifications", "courses", "interests"] as const;
const longestHeadline = 255;

/**
 * The default mapping of `workable.pushProfile`. Pure. Throws `InputError` without a name or an e-mail address. Tags named
 * `workable_job_shortcode` say which jobs the person applies to.
 */
export function formatCandidate(profile: HrflowProfile): WorkableCandidateItem {
  const { full_name: name, first_name: firstname, last_name: lastname, ...person } = personOf(profile.info);
  if (!name) throw new InputError("info.full_name is empty: Workable requires a name");
  const [email, ...otherEmails] = person.emails;
  if (!email?.includes("@")) throw new InputError("info.email has no address: Workable requires one");
  const [phone, ...otherPhones] = person.phones;
  const links = profileUrls(listOf(profile.info?.urls).map(({ url }) => url));
  const resume = chooseResume(profile);
  const warnings: string[] = [];
  if (otherEmails.length > 0) warnings.push("info.email has several addresses: Workable takes the first one");
  if (otherPhones.length > 0) warnings.push("info.phone has several numbers: Workable takes the first one");
  for (const field of withoutField)
    if (listOf(profile[field] as unknown[]).length > 0)
      warnings.push(`${field} are left out: Workable has no field for them`);
  for (const { url, type } of links)
    if (type === "from_resume") warnings.push(`the link ${quoted(url)} is left out: Workable does not know its site`);
  const entries = experiencesOf(profile, warnings);
  const headline = Array.from(distinct([entries[0]?.title, entries[0]?.company]).join(" at "));
  if (headline.length > longestHeadline)
    warnings.push(`the headline is cut: Workable takes ${longestHeadline} characters`);
  const candidate = {
    ...(firstname && lastname ? { firstname, lastname } : { name }),
    ...{ email, domain: "hrflow.ai" },
    ...compact({
      ...{ phone, address: person.location },
      headline: headline.slice(0, longestHeadline).join(""),
      summary: trimmed(profile.info?.summary) ?? (resume ? undefined : profile.text),
      experience_entries: entries,
      education_entries: educationsOf(profile, warnings),
      skills: distinct(listOf(profile.skills).map((skill) => skill.name)),
      social_profiles: links.flatMap(({ type, url }) => (url && type !== "from_resume" ? { type, url } : [])),
    }),
  };
  const job_shortcodes = tagValues(profile, "workable_job_shortcode");
  return { candidate, ...compact({ job_shortcodes, resume, warnings }) };
}

/** Newest first. Only the newest one that has a start and no end, not even an unreadable one, is `current`. */
function experiencesOf({ experiences }: HrflowProfile, warnings: string[]) {
  return newestFirst(experiences).flatMap((entry, index) => {
    const { start, end, faults } = periodOf(entry);
    const company = line(entry.company);
    const title = line(entry.title) ?? company;
    if (!title) warnings.push("an experience with neither title nor company is left out");
    else if (title === company) warnings.push(`the experience at ${company} has no title: the company is in its place`);
    for (const fault of Object.values(faults)) warnings.push(`the experience ${quoted(title ?? "")}: ${fault}`);
    const current = index === 0 && start && !end && !faults.end ? true : undefined;
    return title
      ? { title, ...compact({ company, summary: entry.description, start_date: start, end_date: end, current }) }
      : [];
  });
}

function educationsOf({ educations }: HrflowProfile, warnings: string[]) {
  return listOf(educations).flatMap((entry) => {
    const { start, end, faults } = periodOf(entry);
    const school = line(entry.school);
    const title = quoted(line(entry.title) ?? "");
    const { degree, field: field_of_study } = splitStudies(entry.title);
    if (!school) warnings.push(`the education ${title} is left out: it has no school`);
    for (const fault of Object.values(faults)) warnings.push(`the education ${title}: ${fault}`);
    return school ? { school, ...compact({ degree, field_of_study, start_date: start, end_date: end }) } : [];
  });
}
