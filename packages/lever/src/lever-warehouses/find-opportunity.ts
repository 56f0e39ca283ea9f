import { ConnectorError, createPageGuard, ResponseShapeError } from "@hrflow-connectors/core";
import { trimmed } from "@hrflow-connectors/core/formats";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverOpportunity } from "../lever-types";
import type { OpportunityBody } from "./create-opportunity";

/**
 * The opportunity that an earlier attempt made without our hearing of it: its exact `createdAt`, which the attempt remembers,
 * its posting, and the same person. Others of the same person are never taken for it. With `isParsed`, Lever may have filled
 * in from the resume what was not sent. Throws `ConnectorError` with code `unsure` where several fit a person of whom neither
 * contact nor e-mail address was sent.
 *
 * @see https://hire.lever.co/developer/documentation#list-all-opportunities
 */
export async function findOpportunity(
  client: LeverClient,
  body: OpportunityBody,
  { known, isParsed }: { known: readonly string[]; isParsed: boolean },
): Promise<LeverOpportunity | null> {
  const fitting: LeverOpportunity[] = [];
  for await (const one of opportunitiesOfMoment(client, body)) {
    if (!known.includes(one.id) && isSamePerson(one, body, isParsed)) fitting.push(one);
  }
  const isNamedAlone = body.contact === undefined && !body.emails?.length;
  if (isNamedAlone && fitting.length > 1) {
    const message = `${fitting.length} opportunities of the same moment fit the person, and which is the one made earlier cannot be told`;
    throw new ConnectorError(message, { code: "unsure" });
  }
  return fitting[0] ?? null;
}

/** Page after page: an import may have made many at the same moment. */
async function* opportunitiesOfMoment(client: LeverClient, body: OpportunityBody): AsyncGenerator<LeverOpportunity> {
  const [posting] = body.postings ?? [];
  const query = {
    created_at_start: body.createdAt,
    created_at_end: body.createdAt,
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

/** By contact or e-mail where one was sent: Lever shows the contact's own name then. By name alone otherwise. */
function isSamePerson(found: LeverOpportunity, sent: OpportunityBody, isParsed: boolean): boolean {
  const contact = typeof found.contact === "string" ? found.contact : found.contact?.id;
  if (sent.contact !== undefined && contact !== undefined) return contact === sent.contact;
  const emails = (found.emails ?? []).map((email) => email.toLowerCase());
  if (sent.emails?.length) return sent.emails.some((email) => emails.includes(email.toLowerCase()));
  const name = trimmed(sent.name);
  if (isParsed) return name === undefined || trimmed(found.name) === name;
  return emails.length === 0 && trimmed(found.name) === name;
}
