import { type Delivery, describeError, type WarehouseContext } from "@hrflow-connectors/core";
import { listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { HarvestClient, HarvestV1Client } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import type { FollowUp } from "./follow-up";

/** Candidates of one e-mail address, created before a time. */
interface SoughtPriors {
  email: string;
  /** ISO 8601 in UTC. */
  before: string;
}

interface Row {
  id: number;
  created_at?: string | null;
}

/** Tells on a receipt of candidates of the same e-mail address that were there before: Greenhouse makes another without a word. */
export interface PriorCandidates {
  /** Asks once at the most. A look-up that fails costs nothing but a line in the log, one for the run. */
  tell(
    item: GreenhouseCandidateItem,
    delivery: Delivery,
    written: ReadonlySet<string>,
    followUp: Pick<FollowUp, "warn">,
  ): Promise<void>;
}

const pageSize = 100;
/** More than that are not named. */
const mostNamed = 10;

export function createPriorCandidates(
  list: (sought: SoughtPriors) => Promise<readonly Row[]>,
  { logger, signal }: WarehouseContext,
): PriorCandidates {
  let isRefused = false;
  let isLogged = false;
  return {
    async tell({ email_addresses }, { startedAt, known }, written, followUp) {
      const email = email_addresses?.[0]?.value;
      if (!email || isRefused || signal.aborted) return;
      try {
        const before = new Date(startedAt).toISOString();
        const isPrior = ({ id, created_at }: Row) =>
          !written.has(String(id)) && !known.includes(String(id)) && Date.parse(created_at ?? "") < startedAt;
        const ids = listOf(await list({ email, before }))
          .filter(isPrior)
          .map(({ id }) => id);
        if (ids.length === 0) return;
        const others = ids.length > mostNamed ? " and others" : "";
        followUp.warn(
          `Greenhouse knew the e-mail address already: candidate ${ids.slice(0, mostNamed).join(", ")}${others} had it before, see whether it is the same person`,
        );
      } catch (error) {
        // Without the message, which names the address.
        const { code, status, retryable } = describeError(error);
        if (!retryable) isRefused = true;
        if (!isLogged && !signal.aborted)
          logger.info({ code, status }, "whether Greenhouse knew an e-mail address already could not be read");
        isLogged = true;
      }
    },
  };
}

/** One page of them in Harvest v3. */
export async function listPriorV3(client: HarvestClient, { email, before }: SoughtPriors): Promise<readonly Row[]> {
  const query = { email, created_at: `lt|${before}`, per_page: pageSize };
  const rows = await unwrap(client.GET("/candidates", { params: { query } }));
  return rows.filter((row) => "id" in row);
}

/** The same in Harvest v1. */
export function listPriorV1(client: HarvestV1Client, { email, before }: SoughtPriors): Promise<readonly Row[]> {
  const query = { email, created_before: before, per_page: pageSize };
  return unwrap(client.GET("/candidates", { params: { query } }));
}
