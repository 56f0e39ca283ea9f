import { bare, compact, distinct, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { chooseResume, personOf } from "@hrflow-connectors/hrflow-client/warehouses";
import { candidateEducations, candidateEmployments, newestEmployment } from "./candidate-employments";
import { candidateName } from "./candidate-name";
import type { GreenhouseCandidateItem } from "./greenhouse-items";
import { jobIds } from "./job-ids";

/**
 * The default mapping of `greenhouse.pushProfile`. Pure. Throws `InputError` if the profile has no name, or if no tag of it names a job
 * (`application_boardKey_jobReference`, `greenhouse_job_id`).
 *
 * @see https://harvestdocs.greenhouse.io
 */
export function formatCandidate(profile: HrflowProfile): GreenhouseCandidateItem {
  const { info } = profile;
  const { phones, emails, location } = personOf(info);
  const { warnings: nameWarnings, ...name } = candidateName(info);
  const { warnings: employmentWarnings, employments } = candidateEmployments(profile);
  const { warnings: educationWarnings, educations } = candidateEducations(profile);
  const resume = chooseResume(profile);
  const text = trimmed(profile.text);
  return {
    ...name,
    applications: jobIds(profile).map((job_id) => ({ job_id })),
    ...compact({
      ...newestEmployment(profile),
      phone_numbers: phones.map((value) => ({ value, type: "mobile" as const })),
      email_addresses: emails.map((value) => ({ value, type: "personal" as const })),
      addresses: distinct([location]).map((value) => ({ value, type: "home" as const })),
      ...webAddresses(info),
      tags: distinct(listOf(profile.skills).map((skill) => skill.name)),
      employments,
      educations,
      resume: resume && { ...resume, ...compact({ text }) },
      note: resume ? undefined : text,
      warnings: [...nameWarnings, ...employmentWarnings, ...educationWarnings],
    }),
  };
}

const socialTypes = new Set<unknown>(["linkedin", "twitter", "facebook", "github"]);

function webAddresses(info: HrflowProfile["info"]) {
  const urls = listOf(info?.urls);
  const social = distinct(urls.filter(({ type }) => socialTypes.has(type)).map(({ url }) => bare(url)));
  const others = distinct(urls.map(({ url }) => bare(url))).filter((url) => !social.includes(url));
  return {
    social_media_addresses: social.map((value) => ({ value })),
    website_addresses: others.map((value) => ({ value, type: "other" as const })),
  };
}
