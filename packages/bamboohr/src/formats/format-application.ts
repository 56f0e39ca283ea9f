import { InputError } from "@hrflow-connectors/core/connector";
import { compact, line, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  addressOf,
  chooseLinks,
  chooseResume,
  newestFirst,
  personOf,
  quoted,
  tagValues,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { BamboohrApplicationItem } from "../bamboohr-warehouses/applications";

const isEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * The default mapping of `bamboohr.pushProfile`. Pure. Tags named `bamboohr_job_id` say which jobs the person applies to. Throws
 * `InputError` without such a tag, and without a name.
 *
 * @see https://documentation.bamboohr.com/reference/create-candidate
 */
export function formatApplication(profile: HrflowProfile): BamboohrApplicationItem {
  const { full_name, first_name, last_name, emails, phones, location } = personOf(profile.info);
  if (!full_name) throw new InputError("info.full_name is empty: BambooHR requires a name");
  const email = emails.find((address) => isEmail.test(address));
  const [phoneNumber, ...otherPhones] = phones;
  const links = chooseLinks(profile.info, ["linkedin"]);
  const { city, postcode } = addressOf(profile.info, ["city", "postcode"]);
  const unsent = [...emails.filter((address) => address !== email), ...otherPhones, ...links.others];
  return {
    ...compact({
      ...{ email, phoneNumber, address: location, city, zip: postcode },
      ...{ linkedinUrl: links.bySite.linkedin, websiteUrl: links.website },
      collegeName: line(newestFirst(profile.educations)[0]?.school),
      resume: chooseResume(profile),
      comment: trimmed(profile.text),
      warnings: [
        ...(first_name && last_name ? [] : ["BambooHR requires both names: the missing one is sent as -"]),
        ...unsent.map((value) => `not sent, since BambooHR has no place for it: ${quoted(value)}`),
      ],
    }),
    ...{ firstName: first_name ?? "-", lastName: last_name ?? "-", source: "HrFlow.ai" },
    jobIds: jobIdsOf(profile),
  };
}

function jobIdsOf(profile: HrflowProfile): number[] {
  const values = tagValues(profile, "bamboohr_job_id");
  if (values.length === 0) throw new InputError("no tag bamboohr_job_id: BambooHR requires a job");
  const wrong = values.find((value) => !/^[1-9]\d{0,14}$/.test(value));
  if (wrong !== undefined) throw new InputError(`the tag bamboohr_job_id is no whole number: ${quoted(wrong)}`);
  return values.map(Number);
}
