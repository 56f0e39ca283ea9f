// #if pushProfile
import { InputError } from "@hrflow-connectors/core/connector";
import { compact } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { chooseResume, personOf, tagValues } from "@hrflow-connectors/hrflow-client/warehouses";
import type { __Pascal__CandidateItem } from "../__slug__-warehouses/candidates";

/** The default mapping of `__camel__.pushProfile`. Tags named `__snake___job_id` say which jobs the person applies to. */
export function formatCandidate(profile: HrflowProfile): __Pascal__CandidateItem {
  const { full_name, emails, phones } = personOf(profile.info);
  if (!full_name) throw new InputError("info.full_name is empty: __name__ requires a name");
  const job_ids = tagValues(profile, "__snake___job_id");
  const [email, phone] = [emails[0], phones[0]];
  return { name: full_name, ...compact({ email, phone, job_ids, resume: chooseResume(profile) }) };
}
// #end
