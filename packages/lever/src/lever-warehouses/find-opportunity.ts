import { trimmed } from "@hrflow-connectors/core/formats";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverOpportunity } from "../lever-types";
import type { OpportunityBody } from "./create-opportunity";

/**
 * The opportunity that an earlier attempt made without our hearing of it: its exact `createdAt`, which the attempt remembers,
 * its posting, and the same person. Others of the same person are never taken for it.
 *
 * @see https://hire.lever.co/developer/documentation#list-all-opportunities
 */
export async function findOpportunity(
  client: LeverClient,
  body: OpportunityBody,
  known: readonly string[],
): Promise<LeverOpportunity | null> {
  const [posting] = body.postings ?? [];
  const query = {
    created_at_start: body.createdAt,
    created_at_end: body.createdAt,
    limit: 100,
    ...(posting ? { posting_id: [posting] } : {}),
  };
  const { data } = await unwrap(client.GET("/opportunities", { params: { query } }));
  return data.find((opportunity) => !known.includes(opportunity.id) && isSamePerson(opportunity, body)) ?? null;
}

/** By contact or e-mail where one was sent: Lever shows the contact's own name then. By name alone otherwise. */
function isSamePerson(found: LeverOpportunity, sent: OpportunityBody): boolean {
  const contact = typeof found.contact === "string" ? found.contact : found.contact?.id;
  if (sent.contact !== undefined && contact !== undefined) return contact === sent.contact;
  const emails = (found.emails ?? []).map((email) => email.toLowerCase());
  if (sent.emails?.length) return sent.emails.some((email) => emails.includes(email.toLowerCase()));
  return emails.length === 0 && trimmed(found.name) === trimmed(sent.name);
}
