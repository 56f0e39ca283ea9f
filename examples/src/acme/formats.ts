import { InputError } from "@hrflow-connectors/core/connector";
import { bare, compact, htmlToText, line } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { chooseResume, type HrflowJobItem, tagValues } from "@hrflow-connectors/hrflow-client/warehouses";
import type { AcmeJob } from "./acme-api";
import type { AcmeCandidateItem } from "./acme-candidates";

/** The default mapping of `acme.pushProfile`. Tags named `acme_job_id` say which jobs the person applies to. */
export function formatCandidate(profile: HrflowProfile): AcmeCandidateItem {
  const name = line(profile.info?.full_name);
  if (!name) throw new InputError("info.full_name is empty: Acme requires a name");
  const { email, phone } = profile.info ?? {};
  const job_ids = tagValues(profile, "acme_job_id");
  return { name, ...compact({ email: bare(email), phone: bare(phone), job_ids, resume: chooseResume(profile) }) };
}

/** The default mapping of `acme.pullJobList`. */
export function formatJob({ id, title, location, url, description_html }: AcmeJob): HrflowJobItem {
  return {
    reference: id,
    name: line(title) ?? "",
    location: { text: line(location) ?? null, lat: null, lng: null },
    sections: [],
    ...compact({ url: bare(url), summary: htmlToText(description_html ?? "") }),
  };
}
