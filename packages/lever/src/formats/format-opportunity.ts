import { compact, distinct, instant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { chooseResume, tagValues } from "@hrflow-connectors/hrflow-client/warehouses";
import type { LeverOpportunityItem } from "../lever-warehouses/create-opportunity";

/**
 * The default mapping of `lever.pushProfile`. Pure, and never throws. Tags named `lever_posting_id` say which postings the person
 * applies to. `createdAt` is left out unless it is in the past: Lever accepts no other.
 *
 * @see https://hire.lever.co/developer/documentation#create-an-opportunity
 */
export function formatOpportunity(profile: HrflowProfile): LeverOpportunityItem {
  const info = profile.info ?? {};
  const phone = trimmed(info.phone);
  const companies = distinct(listOf(profile.experiences).map((experience) => experience.company));
  const schools = distinct(listOf(profile.educations).map((education) => education.school));
  const createdAt = instant(profile.created_at);
  const resume = chooseResume(profile);
  const text = trimmed(profile.text);
  return {
    ...compact({
      name: trimmed(info.full_name) ?? [info.first_name, info.last_name].map(trimmed).filter(Boolean).join(" "),
      headline: distinct([...companies, ...schools]).join(", "),
      location: info.location?.text,
      phones: phone ? [{ type: "mobile", value: phone }] : [],
      emails: distinct([info.email]),
      links: distinct(listOf(info.urls).map((link) => link.url)),
      tags: distinct(listOf(profile.skills).map((skill) => skill.name)),
      postings: tagValues(profile, "lever_posting_id"),
      createdAt: createdAt !== undefined && createdAt > 0 && createdAt < Date.now() ? createdAt : undefined,
      resume: resume && { ...resume, ...compact({ text }) },
      note: resume ? undefined : text,
    }),
    origin: "sourced",
    sources: ["HrFlow.ai"],
  };
}
