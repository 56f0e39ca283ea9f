import type { Api, WasSent } from "@hrflow-connectors/core/connector";
import { listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths, GreenhouseV1Candidate } from "../greenhouse-types";
import type { CreatedIds } from "./created-ids";
import { findApplication } from "./find-parts";
import { listRecordsV1, listRecordsV3 } from "./list-records";

/** What the create of a candidate sent, without personal data. */
export interface SentCandidate {
  /** The job of its first application. */
  job: number;
  hasEmail: boolean;
  /** Ids of the candidates that had the e-mail address before. */
  priors: number[];
}

/** A candidate that an earlier attempt may have created. */
export interface SoughtCandidate {
  /** As it is now. */
  item: GreenhouseCandidateItem;
  /** As it was sent. */
  sent: SentCandidate;
  wasSent: WasSent;
  /** Shortly before the create, in epoch milliseconds by the vendor's clock. */
  since: number;
}

interface Person {
  first_name?: string | null;
  last_name?: string | null;
  email_addresses?: { value: string }[] | null;
}

/** What a candidate is recognized by. */
export function identityOf({ first_name, last_name, email_addresses }: Person) {
  return { first_name, last_name, emails: listOf(email_addresses).map(({ value }) => value) };
}

export function hasEmail(item: GreenhouseCandidateItem): boolean {
  return identityOf(item).emails.some((email) => trimmed(email) !== undefined);
}

/**
 * Returns the candidates of Harvest v3 that an attempt may have created: since then, with the same names and e-mail address, and with
 * an application to the same job. Records of the same person that were there before are not among them.
 */
export async function findCandidatesV3(
  api: Api<GreenhouseHarvestPaths>,
  sought: SoughtCandidate,
): Promise<CreatedIds[]> {
  const query = { created_at: `gte|${timeOf(sought)}`, ...(await emailFilter(sought)) };
  const rows = listRecordsV3(query, (page) => api.response.GET("/candidates", { params: { query: page } }));
  const found: CreatedIds[] = [];
  for await (const row of rows) {
    if (!("id" in row) || !(await isCreated(row, sought))) continue;
    const application = await findApplication(api, row.id, sought.sent.job);
    if (application) found.push({ id: row.id, applications: [application.id] });
  }
  return found;
}

/** The same in Harvest v1, where a candidate shows its applications. */
export async function findCandidatesV1(
  api: Api<GreenhouseHarvestV1Paths>,
  sought: SoughtCandidate,
): Promise<CreatedIds[]> {
  const query = { created_after: timeOf(sought), ...(await emailFilter(sought)) };
  const rows = listRecordsV1(query, (page) => api.response.GET("/candidates", { params: { query: page } }));
  const found: CreatedIds[] = [];
  for await (const row of rows) {
    if (!(await isCreated(row, sought))) continue;
    const first = applicationTo(row, sought.sent.job);
    if (first === undefined) continue;
    const all = sought.item.applications.map(({ job_id }) => applicationTo(row, job_id));
    found.push({ id: row.id, applications: [...new Set([first, ...all.filter((id) => id !== undefined)])] });
  }
  return found;
}

function applicationTo({ applications }: GreenhouseV1Candidate, job: number): number | undefined {
  return listOf(applications).find(({ jobs }) => listOf(jobs).some(({ id }) => id === job))?.id;
}

/** Narrows the list, unless the address has changed since: of the one that was sent, only the hash is known. */
async function emailFilter({ item, wasSent }: SoughtCandidate): Promise<{ email?: string }> {
  const [email] = identityOf(item).emails;
  return email !== undefined && (await wasSent("emails", email)) ? { email } : {};
}

const timeOf = ({ since }: SoughtCandidate) => new Date(since).toISOString();

/** Not there before, with the same names, and with an address in common or none on either side. */
async function isCreated(found: Person & { id: number }, { sent, wasSent }: SoughtCandidate): Promise<boolean> {
  if (sent.priors.includes(found.id)) return false;
  const { first_name, last_name, emails } = identityOf(found);
  if (!(await wasSent("first_name", first_name)) || !(await wasSent("last_name", last_name))) return false;
  if (!sent.hasEmail) return emails.length === 0;
  return (await Promise.all(emails.map((email) => wasSent("emails", email)))).some(Boolean);
}
