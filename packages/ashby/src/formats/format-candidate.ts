import { InputError } from "@hrflow-connectors/core/connector";
import { compact, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  addressOf,
  chooseLinks,
  chooseResume,
  personOf,
  quoted,
  tagValues,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { AshbyCandidateItem } from "../ashby-warehouses/write-candidate";

const jobReference = "application_boardKey_jobReference";

/**
 * The default mapping of `ashby.pushProfile`. Tags named `ashby_job_id` say which jobs the person applies to, and tags named
 * `application_boardKey_jobReference` which postings. Throws `InputError` without a name.
 */
export function formatCandidate(profile: HrflowProfile): AshbyCandidateItem {
  const { full_name: name, emails, phones, location } = personOf(profile.info);
  if (!name) throw new InputError("info.full_name is empty: Ashby requires a name");
  const [email, ...alternateEmailAddresses] = emails;
  const [phoneNumber, ...otherPhones] = phones;
  const links = chooseLinks(profile.info, ["linkedin", "github"]);
  const { city, state, country } = addressOf(profile.info, ["city", "state", "country"]);
  const place = compact({ city, region: state, country });
  const hasPlace = Object.keys(place).length > 0;
  const lost = (what: string, value: unknown) => `Ashby has no place for the ${what} ${quoted(value)}`;
  return {
    name,
    ...compact({
      ...{ email, alternateEmailAddresses, phoneNumber, location: hasPlace ? place : undefined },
      ...{ linkedInUrl: links.bySite.linkedin, githubUrl: links.bySite.github, website: links.website },
      jobIds: tagValues(profile, "ashby_job_id"),
      jobPostingIds: tagValues(profile, jobReference).map((value) => value.slice(value.indexOf("_") + 1)),
      resume: chooseResume(profile),
      note: trimmed(profile.text),
      warnings: [
        ...otherPhones.map((phone) => lost("phone number", phone)),
        ...links.others.map((link) => lost("link", link)),
        ...(location && !hasPlace ? [lost("location", location)] : []),
      ],
    }),
  };
}
