import { InputError } from "@hrflow-connectors/core/connector";
import { bare, compact, htmlToText } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  chooseResume,
  type HrflowJobItem,
  jobItem,
  personOf,
  tagValues,
} from "@hrflow-connectors/hrflow-client/warehouses";
import type { AcmeJob } from "./acme-api";
import type { AcmeCandidateItem } from "./acme-candidates";

/** The default mapping of `acme.pushProfile`. Tags named `acme_job_id` say which jobs the person applies to. */
export function formatCandidate(profile: HrflowProfile): AcmeCandidateItem {
  const { full_name, emails, phones } = personOf(profile.info);
  if (!full_name) throw new InputError("info.full_name is empty: Acme requires a name");
  const job_ids = tagValues(profile, "acme_job_id");
  const [email, phone] = [emails[0], phones[0]];
  return { name: full_name, ...compact({ email, phone, job_ids, resume: chooseResume(profile) }) };
}

/** The default mapping of `acme.pullJobList`. */
export function formatJob({ id, title, location, url, description_html }: AcmeJob): HrflowJobItem {
  const summary = htmlToText(description_html ?? "");
  return jobItem({ reference: id, name: title, location, url: bare(url), summary });
}
