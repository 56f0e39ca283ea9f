import { type Api, describeError, type WriteContext } from "@hrflow-connectors/core/connector";
import { listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths } from "../greenhouse-types";

/** Candidates with one e-mail address that were created before a time. */
interface SoughtPriors {
  email: string;
  /** ISO 8601 in UTC. */
  before: string;
}

interface Row {
  id: number;
  created_at?: string | null;
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
 * Warns of candidates that had the e-mail address before: Greenhouse creates another one without saying so. A lookup that fails costs
 * one line in the log.
 */
export async function warnOfPriorCandidates(
  { email_addresses }: GreenhouseCandidateItem,
  candidate: number,
  { once, logger, signal, startedAt, warn }: Omit<WriteContext<never, unknown>, "api" | "parameters">,
  list: (sought: SoughtPriors) => Promise<readonly Row[]>,
): Promise<void> {
  const lookups = await once(
    "prior candidates",
    async (): Promise<Lookups> => ({ created: new Set(), isRefused: false, isLogged: false }),
  );
  lookups.created.add(candidate);
  const email = email_addresses?.[0]?.value;
  if (!email || lookups.isRefused || signal.aborted) return;
  try {
    const rows = listOf(await list({ email, before: new Date(startedAt).toISOString() }));
    const isPrior = ({ id, created_at }: Row) => !lookups.created.has(id) && Date.parse(created_at ?? "") < startedAt;
    const ids = rows.filter(isPrior).map(({ id }) => id);
    if (ids.length === 0) return;
    const others = ids.length > mostNamed ? " and others" : "";
    warn(
      `Greenhouse knew the e-mail address already: candidate ${ids.slice(0, mostNamed).join(", ")}${others} had it before; check whether it is the same person`,
    );
  } catch (error) {
    const { code, status, retryable } = describeError(error);
    if (!retryable) lookups.isRefused = true;
    // Without the message: it may name the address.
    if (!lookups.isLogged && !signal.aborted)
      logger.info({ code, status }, "could not look up whether Greenhouse knew the e-mail address already");
    lookups.isLogged = true;
  }
}

/** It is good to know, and must not hold anything up. */
const briefly = { maxAttempts: 1, timeoutMs: 5_000 };

/** One page of them in Harvest v3. */
export async function listPriorV3(
  api: Api<GreenhouseHarvestPaths>,
  { email, before }: SoughtPriors,
): Promise<readonly Row[]> {
  const query = { email, created_at: `lt|${before}`, per_page: pageSize };
  const rows = await api.with(briefly).GET("/candidates", { params: { query } });
  return rows.filter((row) => "id" in row);
}

/** The same in Harvest v1. */
export function listPriorV1(
  api: Api<GreenhouseHarvestV1Paths>,
  { email, before }: SoughtPriors,
): Promise<readonly Row[]> {
  const query = { email, created_before: before, per_page: pageSize };
  return api.with(briefly).GET("/candidates", { params: { query } });
}
