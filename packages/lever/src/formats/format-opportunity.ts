import { bare, compact, distinct, instant, line, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { chooseResume, personOf, quoted, tagValues } from "@hrflow-connectors/hrflow-client/warehouses";
import type { LeverOpportunityItem } from "../lever-warehouses/create-opportunity";

/**
 * The default mapping of `lever.pushProfile`. Pure, and never throws. Tags named `lever_posting_id` say which postings the person
 * applies to. `createdAt` is left out unless it is in the past: Lever accepts no other.
 *
 * @see https://hire.lever.co/developer/documentation#create-an-opportunity
 */
export function formatOpportunity(profile: HrflowProfile): LeverOpportunityItem {
  const person = personOf(profile.info);
  const companies = distinct(listOf(profile.experiences).map((experience) => experience.company));
  const schools = distinct(listOf(profile.educations).map((education) => education.school));
  const createdAt = instant(bare(profile.created_at));
  const isUnread = line(profile.created_at) !== undefined && (createdAt === undefined || createdAt <= 0);
  const resume = chooseResume(profile);
  const text = trimmed(profile.text);
  return {
    ...compact({
      name: person.full_name,
      headline: distinct([...companies, ...schools]).join(", "),
      location: person.location,
      phones: person.phones.map((value) => ({ type: "mobile", value })),
      emails: person.emails,
      links: distinct(listOf(profile.info?.urls).map((link) => bare(link.url))),
      tags: distinct(listOf(profile.skills).map((skill) => skill.name)),
      postings: tagValues(profile, "lever_posting_id"),
      createdAt: createdAt !== undefined && createdAt > 0 && createdAt < Date.now() ? createdAt : undefined,
      resume: resume && { ...resume, ...compact({ text }) },
      note: resume ? undefined : text,
      warnings: isUnread
        ? [`createdAt is the time of this push: created_at ${quoted(profile.created_at)} is not a date`]
        : [],
    }),
    origin: "sourced",
    sources: ["HrFlow.ai"],
  };
}
