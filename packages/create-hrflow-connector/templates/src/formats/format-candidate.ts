// #if pushProfile
import { InputError } from "@hrflow-connectors/core/connector";
import { bare, compact, line } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { chooseResume, tagValues } from "@hrflow-connectors/hrflow-client/warehouses";
import type { __Pascal__CandidateItem } from "../__slug__-warehouses/candidates";

/** The default mapping of `__camel__.pushProfile`. Tags named `__snake___job_id` say which jobs the person applies to. */
export function formatCandidate(profile: HrflowProfile): __Pascal__CandidateItem {
  const name = line(profile.info?.full_name);
  if (!name) throw new InputError("info.full_name is empty: __name__ requires a name");
  const { email, phone } = profile.info ?? {};
  const job_ids = tagValues(profile, "__snake___job_id");
  return { name, ...compact({ email: bare(email), phone: bare(phone), job_ids, resume: chooseResume(profile) }) };
}
// #end
