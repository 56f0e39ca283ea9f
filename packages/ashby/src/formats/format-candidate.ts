import { InputError } from "@hrflow-connectors/core/connector";
import { compact, line, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  chooseResume,
  emailAddresses,
  phoneNumbers,
  profileNames,
  profileUrls,
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
  const { full_name, first_name, last_name, email: emails, phone, urls, location } = profile.info ?? {};
  const { full_name: name } = profileNames({ fullName: full_name, firstName: first_name, lastName: last_name });
  if (!name) throw new InputError("info.full_name is empty: Ashby requires a name");
  const [email, ...alternateEmailAddresses] = emailAddresses(emails);
  const [phoneNumber, ...phones] = phoneNumbers(phone);
  const links = profileUrls(listOf(urls).map(({ url }) => url));
  const isValid = ({ url }: { url?: unknown }) => URL.canParse(String(url)) && /^https?:/i.test(String(url));
  const [linkedIn, gitHub] = ["linkedin", "github"].map((type) =>
    links.find((one) => one.type === type && isValid(one)),
  );
  const website = links.find((one) => one !== linkedIn && one !== gitHub && isValid(one));
  const parts = { ...(location?.fields as Record<string, unknown> | null | undefined) };
  const place = compact({ city: line(parts.city), region: line(parts.state), country: line(parts.country) });
  const lost = (what: string, value: unknown) => `Ashby has no place for the ${what} ${quoted(value)}`;
  return {
    name,
    ...compact({
      ...{ email, alternateEmailAddresses, phoneNumber },
      ...{ linkedInUrl: linkedIn?.url, githubUrl: gitHub?.url, website: website?.url },
      location: Object.keys(place).length > 0 ? place : undefined,
      jobIds: tagValues(profile, "ashby_job_id"),
      jobPostingIds: tagValues(profile, jobReference).map((value) => value.slice(value.indexOf("_") + 1)),
      resume: chooseResume(profile),
      note: trimmed(profile.text),
      warnings: [
        ...phones.map((one) => lost("phone number", one)),
        ...links.filter((one) => ![linkedIn, gitHub, website].includes(one)).map(({ url }) => lost("link", url)),
        ...(line(location?.text) && Object.keys(place).length === 0 ? [lost("location", location?.text)] : []),
      ],
    }),
  };
}
