import { ConnectorError, createPageGuard, ResponseShapeError } from "@hrflow-connectors/core";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverOpportunity } from "../lever-types";
import { isSamePerson, type OpportunityIdentity } from "./opportunity-identity";

/** An opportunity that an earlier attempt may have made without our hearing of it. */
export interface SoughtOpportunity {
  /** As it was sent, epoch milliseconds. */
  createdAt: number;
  postings?: string[];
  /** The person's contact, where it is known. */
  contact?: string;
  /** Who was sent. */
  identity: OpportunityIdentity;
  salt: number;
  /** Ids of opportunities that are surely others. */
  known: readonly string[];
  /** Whether Lever fills in from the resume what was not sent. */
  isParsed: boolean;
}

/**
 * Finds it by its exact `createdAt`, which the attempt remembers, its posting, and the same person. Others of the same person
 * are never taken for it. Throws `ConnectorError` with code `unsure` where several fit a person of whom neither contact nor
 * e-mail address was sent.
 *
 * @see https://hire.lever.co/developer/documentation#list-all-opportunities
 */
export async function findOpportunity(
  client: LeverClient,
  sought: SoughtOpportunity,
): Promise<LeverOpportunity | null> {
  const fitting: LeverOpportunity[] = [];
  for await (const one of opportunitiesOfMoment(client, sought)) {
    if (!sought.known.includes(one.id) && (await isSought(one, sought))) fitting.push(one);
  }
  const isNamedAlone = sought.contact === undefined && sought.identity.emails.length === 0;
  if (isNamedAlone && fitting.length > 1) {
    const message = `${fitting.length} opportunities of the same moment fit the person, and which is the one made earlier cannot be told`;
    throw new ConnectorError(message, { code: "unsure" });
  }
  return fitting[0] ?? null;
}

async function isSought(found: LeverOpportunity, sought: SoughtOpportunity): Promise<boolean> {
  const contact = typeof found.contact === "string" ? found.contact : found.contact?.id;
  if (sought.contact !== undefined && contact !== undefined) return contact === sought.contact;
  return isSamePerson(found, sought.identity, sought.salt, sought.isParsed);
}

/** Page after page: an import may have made many at the same moment. */
async function* opportunitiesOfMoment(
  client: LeverClient,
  { createdAt, postings = [] }: SoughtOpportunity,
): AsyncGenerator<LeverOpportunity> {
  const [posting] = postings;
  const query = {
    created_at_start: createdAt,
    created_at_end: createdAt,
    limit: 100,
    ...(posting ? { posting_id: [posting] } : {}),
  };
  const follow = createPageGuard("opportunities");
  for (let offset: string | undefined; ; ) {
    const page = { ...query, ...(offset === undefined ? {} : { offset }) };
    const { data, hasNext, next } = await unwrap(client.GET("/opportunities", { params: { query: page } }));
    yield* data;
    if (!hasNext) return;
    if (!next) throw new ResponseShapeError("Lever says that there are more opportunities, but not where");
    offset = follow(next, data.length);
  }
}
