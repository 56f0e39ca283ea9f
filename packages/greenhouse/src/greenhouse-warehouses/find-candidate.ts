import { listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestClient, HarvestV1Client } from "../greenhouse-client";
import type { GreenhouseV1Candidate } from "../greenhouse-types";
import { applicationsOf } from "./candidate-fields";
import type { CreatedIds } from "./created-ids";
import { findApplication } from "./find-parts";
import { listRecordsV1, listRecordsV3 } from "./list-records";
import { startOfSearch } from "./start-of-search";

/** A candidate that an earlier attempt may have made without our hearing of it. */
export interface SoughtCandidate {
  item: GreenhouseCandidateItem;
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
  const [{ job_id }] = applicationsOf(sought.item);
  const query = { created_at: `gte|${startOfSearch(sought.startedAt)}`, ...emailOf(sought.item) };
  const rows = listRecordsV3(query, (page) => client.GET("/candidates", { params: { query: page } }));
  for await (const row of rows) {
    if (!("id" in row) || !isSought(row, sought)) continue;
    const application = await findApplication(client, row.id, job_id);
    if (application) return { candidate: row.id, applications: [application.id] };
  }
  return null;
}

/** The same in Harvest v1, where a candidate shows its applications. */
export async function findCandidateV1(client: HarvestV1Client, sought: SoughtCandidate): Promise<CreatedIds | null> {
  const query = { created_after: startOfSearch(sought.startedAt), ...emailOf(sought.item) };
  const rows = listRecordsV1(query, (page) => client.GET("/candidates", { params: { query: page } }));
  for await (const row of rows) {
    if (!isSought(row, sought)) continue;
    const [first, ...others] = applicationsOf(sought.item).map(({ job_id }) => applicationTo(row, job_id));
    if (first !== undefined)
      return { candidate: row.id, applications: [first, ...others.filter((id) => id !== undefined)] };
  }
  return null;
}

function applicationTo({ applications }: GreenhouseV1Candidate, job: number): number | undefined {
  return listOf(applications).find(({ jobs }) => listOf(jobs).some(({ id }) => id === job))?.id;
}

function emailOf({ email_addresses }: GreenhouseCandidateItem): { email?: string } {
  const [first] = email_addresses ?? [];
  return first ? { email: first.value } : {};
}

interface Person {
  first_name?: string | null;
  last_name?: string | null;
  email_addresses?: { value: string }[] | null;
}

function isSought(row: Person & { id: number }, { item, others }: SoughtCandidate): boolean {
  if (others.includes(String(row.id))) return false;
  const hasNames =
    trimmed(row.first_name) === trimmed(item.first_name) && trimmed(row.last_name) === trimmed(item.last_name);
  return hasNames && hasSameEmail(row, item);
}

/** An address in common, or none on either side. */
function hasSameEmail(row: Person, item: Person): boolean {
  const found = addressesOf(row);
  const sent = addressesOf(item);
  return sent.length === 0 ? found.length === 0 : sent.some((address) => found.includes(address));
}

function addressesOf({ email_addresses }: Person): string[] {
  return listOf(email_addresses).map(({ value }) => value.trim().toLowerCase());
}
