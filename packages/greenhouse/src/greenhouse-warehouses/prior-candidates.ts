import { type Api, describeError, type WriteContext } from "@hrflow-connectors/core/connector";
import { listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths } from "../greenhouse-types";

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
