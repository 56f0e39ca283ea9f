import { listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestClient, HarvestV1Client } from "../greenhouse-client";
import type { GreenhouseV1Candidate } from "../greenhouse-types";
import { applicationsOf } from "./candidate-fields";
import { type CandidateIdentity, emailHash, isSamePerson, type Person } from "./candidate-identity";
import type { CreatedIds } from "./created-ids";
import { findApplication } from "./find-parts";
import { listRecordsV1, listRecordsV3 } from "./list-records";
import { startOfSearch } from "./start-of-search";

/** A candidate that an earlier attempt may have made without our hearing of it. */
export interface SoughtCandidate {
  /** As it is now. */
  item: GreenhouseCandidateItem;
  /** As it was sent. */
  identity: CandidateIdentity;
  /** Epoch milliseconds of the first attempt. */
  startedAt: number;
  /** Ids of candidates that are surely others. */
  others: readonly string[];
}

/**
 * Finds it in Harvest v3: created since the first attempt, of the same names and e-mail, and with an application to the same
 * job. Older records of the same person are never taken for it.
 */
export async function findCandidateV3(client: HarvestClient, sought: SoughtCandidate): Promise<CreatedIds | null> {
  const query = { created_at: `gte|${startOfSearch(sought.startedAt)}`, ...(await emailOf(sought)) };
  const rows = listRecordsV3(query, (page) => client.GET("/candidates", { params: { query: page } }));
  for await (const row of rows) {
    if (!("id" in row) || !(await isSought(row, sought))) continue;
    const application = await findApplication(client, row.id, sought.identity.job);
    if (application) return { candidate: row.id, applications: [application.id] };
  }
  return null;
}

/** The same in Harvest v1, where a candidate shows its applications. */
export async function findCandidateV1(client: HarvestV1Client, sought: SoughtCandidate): Promise<CreatedIds | null> {
  const query = { created_after: startOfSearch(sought.startedAt), ...(await emailOf(sought)) };
  const rows = listRecordsV1(query, (page) => client.GET("/candidates", { params: { query: page } }));
  for await (const row of rows) {
    if (!(await isSought(row, sought))) continue;
    const first = applicationTo(row, sought.identity.job);
    if (first === undefined) continue;
    const all = applicationsOf(sought.item).map(({ job_id }) => applicationTo(row, job_id));
    return { candidate: row.id, applications: [...new Set([first, ...all.filter((id) => id !== undefined)])] };
  }
  return null;
}

function applicationTo({ applications }: GreenhouseV1Candidate, job: number): number | undefined {
  return listOf(applications).find(({ jobs }) => listOf(jobs).some(({ id }) => id === job))?.id;
}

/** Narrows the list, unless the address has changed since: what was sent is only known by its hash. */
async function emailOf({ item, identity, startedAt }: SoughtCandidate): Promise<{ email?: string }> {
  const [first] = item.email_addresses ?? [];
  if (!first || !identity.emails.includes(await emailHash(first.value, startedAt))) return {};
  return { email: first.value };
}

async function isSought(
  row: Person & { id: number },
  { identity, startedAt, others }: SoughtCandidate,
): Promise<boolean> {
  return !others.includes(String(row.id)) && isSamePerson(row, identity, startedAt);
}
