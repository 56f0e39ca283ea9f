import { InputError } from "@hrflow-connectors/core/connector";
import { bare, compact, distinct, line, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  chooseResume,
  emailAddresses,
  periodOf,
  phoneNumbers,
  profileNames,
  quoted,
  tagValues,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { BamboohrApplicationItem } from "../bamboohr-warehouses/applications";

const isEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const isLinkedin = /^https?:\/\/([a-z0-9-]+\.)*linkedin\.com\/./i;

/**
 * The default mapping of `bamboohr.pushProfile`. Pure. Tags named `bamboohr_job_id` say which jobs the person applies to. Throws
 * `InputError` without such a tag, and without a name.
 *
 * @see https://documentation.bamboohr.com/reference/create-candidate
 */
export function formatApplication(profile: HrflowProfile): BamboohrApplicationItem {
  const { full_name, first_name, last_name, email, phone, location, urls } = profile.info ?? {};
  const given = profileNames({ firstName: first_name, lastName: last_name, fullName: full_name });
  const names =
    given.first_name && given.last_name ? given : { ...profileNames({ fullName: given.full_name }), ...given };
  if (!names.full_name) throw new InputError("info.full_name is empty: BambooHR requires a name");
  const [firstName, lastName] = [names.first_name ?? "-", names.last_name ?? "-"];
  const emails = emailAddresses(email);
  const mail = emails.find((address) => isEmail.test(address));
  const [phoneNumber, ...otherPhones] = phoneNumbers(phone);
  const links = distinct(listOf(urls).map(({ url }) => bare(url)));
  const linkedinUrl = links.find((link) => isLinkedin.test(link));
  const websiteUrl = links.find((link) => link !== linkedinUrl && /^https?:/i.test(link) && URL.canParse(link));
  const [education] = [...listOf(profile.educations)].sort((one, other) => startOf(other).localeCompare(startOf(one)));
  const fields = location?.fields && !Array.isArray(location.fields) ? location.fields : {};
  const unsent = [...emails, ...otherPhones, ...links].filter(
    (value) => ![mail, linkedinUrl, websiteUrl].includes(value),
  );
  return {
    ...compact({
      email: mail,
      phoneNumber,
      address: line(location?.text),
      city: line(fields.city),
      zip: line(fields.postcode),
      linkedinUrl,
      websiteUrl,
      collegeName: line(education?.school),
      resume: chooseResume(profile),
      comment: trimmed(profile.text),
      warnings: [
        ...(names.first_name && names.last_name ? [] : ["BambooHR requires both names: the missing one is sent as -"]),
        ...unsent.map((value) => `not sent, since BambooHR has no place for it: ${quoted(value)}`),
      ],
    }),
    source: "HrFlow.ai",
    firstName,
    lastName,
    jobIds: jobIdsOf(profile),
  };
}

const startOf = (period: object) => periodOf(period).start ?? "";

function jobIdsOf(profile: HrflowProfile): number[] {
  const values = tagValues(profile, "bamboohr_job_id");
  if (values.length === 0) throw new InputError("no tag bamboohr_job_id: BambooHR requires a job");
  const wrong = values.find((value) => !/^[1-9]\d{0,14}$/.test(value));
  if (wrong !== undefined) throw new InputError(`the tag bamboohr_job_id is no whole number: ${quoted(wrong)}`);
  return values.map(Number);
}
