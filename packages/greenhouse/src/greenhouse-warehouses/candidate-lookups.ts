import { type Api, describeError, type WasSent, type WriteContext } from "@hrflow-connectors/core/connector";
import { listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths, GreenhouseV1Candidate } from "../greenhouse-types";
import { findApplication } from "./find-parts";
import type { CreatedIds } from "./responses";
import { listRecordsV1, listRecordsV3 } from "./responses";

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

export function hasEmail(person: Person): boolean {
  return identityOf(person).emails.some((email) => trimmed(email) !== undefined);
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
async function emailFilter({ item, sent, wasSent }: SoughtCandidate): Promise<{ email?: string }> {
  const [email] = identityOf(item).emails;
  return email !== undefined && sent.hasEmail && (await wasSent("emails", email)) ? { email } : {};
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

interface Row {
  id: number;
}

/** What is known about the lookups of an account, for as long as `once` keeps it. */
interface Lookups {
  /** Ids of the candidates that were created by us. */
  created: Set<number>;
  /** It would be refused again. */
  isRefused: boolean;
  isLogged: boolean;
}

const pageSize = 100;
/** More than that are not named. */
const mostNamed = 10;

/**
 * Returns the ids of the candidates that have the item's e-mail address before it is created: Greenhouse creates another one without
 * saying so. None of them was created by it. A lookup that fails costs one line in the log.
 */
export async function priorCandidates(
  { email_addresses }: GreenhouseCandidateItem,
  { once, logger, signal }: Pick<WriteContext<never, unknown>, "once" | "logger" | "signal">,
  list: (email: string) => Promise<readonly Row[]>,
): Promise<number[]> {
  const lookups = await lookupsOf(once);
  const email = email_addresses?.[0]?.value;
  if (!email || lookups.isRefused || signal.aborted) return [];
  try {
    return listOf(await list(email)).map(({ id }) => id);
  } catch (error) {
    const { code, status, retryable } = describeError(error);
    if (!retryable) lookups.isRefused = true;
    // Without the message: it may name the address.
    if (!lookups.isLogged && !signal.aborted)
      logger.info({ code, status }, "could not look up whether Greenhouse knew the e-mail address already");
    lookups.isLogged = true;
    return [];
  }
}

function lookupsOf(once: WriteContext<never, unknown>["once"]): Promise<Lookups> {
  return once("prior candidates", async () => ({ created: new Set<number>(), isRefused: false, isLogged: false }));
}

/** Warns of them, unless we created them. */
export async function warnOfPriors(
  { id, priors }: { id: number; priors: readonly number[] },
  { once, warn }: Pick<WriteContext<never, unknown>, "once" | "warn">,
): Promise<void> {
  const { created } = await lookupsOf(once);
  created.add(id);
  const ids = priors.filter((prior) => !created.has(prior));
  if (ids.length === 0) return;
  const others = ids.length > mostNamed ? " and others" : "";
  const named = ids.slice(0, mostNamed).join(", ");
  warn(
    `Greenhouse knew the e-mail address already: candidate ${named}${others} had it before; check whether it is the same person`,
  );
}

/** It is good to know, and must not hold anything up. */
const briefly = { maxAttempts: 1, timeoutMs: 5_000 };

/** One page of the candidates with an e-mail address in Harvest v3, the newest first. */
export async function listPriorV3(api: Api<GreenhouseHarvestPaths>, email: string): Promise<readonly Row[]> {
  const rows = await api.with(briefly).GET("/candidates", { params: { query: { email, per_page: pageSize } } });
  return rows.filter((row) => "id" in row);
}

/** The same in Harvest v1. */
export function listPriorV1(api: Api<GreenhouseHarvestV1Paths>, email: string): Promise<readonly Row[]> {
  return api.with(briefly).GET("/candidates", { params: { query: { email, per_page: pageSize } } });
}
