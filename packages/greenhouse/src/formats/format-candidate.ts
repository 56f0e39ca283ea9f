import { compact, distinct, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { chooseResume } from "@hrflow-connectors/hrflow-client/warehouses";
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
  const { warnings: nameWarnings, ...name } = candidateName(info);
  const { warnings: employmentWarnings, employments } = candidateEmployments(profile);
  const resume = chooseResume(profile);
  const text = trimmed(profile.text);
  return {
    ...name,
    applications: jobIds(profile).map((job_id) => ({ job_id })),
    ...compact({
      ...newestEmployment(profile),
      phone_numbers: typed(info?.phone, "mobile"),
      email_addresses: typed(info?.email, "personal"),
      addresses: typed(info?.location?.text, "home"),
      ...webAddresses(info),
      tags: distinct(listOf(profile.skills).map((skill) => skill.name)),
      employments,
      educations: candidateEducations(profile),
      resume: resume && { ...resume, ...compact({ text }) },
      note: resume ? undefined : text,
      warnings: [...nameWarnings, ...employmentWarnings],
    }),
  };
}

function typed<Type extends string>(value: string | null | undefined, type: Type): { value: string; type: Type }[] {
  const text = trimmed(value);
  return text ? [{ value: text, type }] : [];
}

const socialTypes = new Set<unknown>(["linkedin", "twitter", "facebook", "github"]);

function webAddresses(info: HrflowProfile["info"]) {
  const urls = listOf(info?.urls);
  const social = distinct(urls.filter(({ type }) => socialTypes.has(type)).map(({ url }) => url));
  const others = distinct(urls.map(({ url }) => url)).filter((url) => !social.includes(url));
  return {
    social_media_addresses: social.map((value) => ({ value })),
    website_addresses: others.map((value) => ({ value, type: "other" as const })),
  };
}
