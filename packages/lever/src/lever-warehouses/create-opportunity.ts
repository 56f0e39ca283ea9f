import { type Delivery, ResponseShapeError } from "@hrflow-connectors/core";
import type { LeverOpportunityItem } from "../formats/lever-items";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverOpportunity } from "../lever-types";
import { appearsWithinMs } from "./appears-within";
import type { FetchedResume } from "./fetch-resume";
import { findOpportunity } from "./find-opportunity";
import { opportunityForm } from "./opportunity-form";
import { identityOf } from "./opportunity-identity";
import type { CheckedOpportunitiesParameters } from "./opportunity-parameters";

export type OpportunityBody = Omit<LeverOpportunityItem, "resume"> & { createdAt: number };

/** What is remembered of an opportunity that was made: ids, and what is still to do. */
export interface MadeOpportunity {
  id: string;
  url?: string;
  /** The person it belongs to. */
  contact?: string;
  /** Whether Lever knew that person before; left out where it was not asked to tell. */
  person?: "new" | "known";
  /** Whether Lever shows a phone, or surely understood those that were sent. */
  hasPhones: boolean;
  /** Whether the resume is still to be attached, as a plain file. */
  isFileOpen: boolean;
  /** Whether that is as it could not be downloaded just then. */
  isResumeLate?: boolean;
  warnings: string[];
}

/** Creates one opportunity, for one posting or none, unless it was created before. */
export function createOpportunity(
  client: LeverClient,
  parameters: CheckedOpportunitiesParameters,
  body: OpportunityBody,
  resume: () => Promise<FetchedResume>,
  delivery: Delivery,
): Promise<MadeOpportunity> {
  const salt = delivery.startedAt;
  return delivery.step(stepName(body), {
    intent: async () => ({
      ...sentWith(await resume()),
      identity: await identityOf(body, salt),
      createdAt: body.createdAt,
    }),
    async make() {
      const fetched = await resume();
      const sent = fetched.isResume ? fetched.file : undefined;
      const { data, deduped } = await unwrap(
        client.POST("/opportunities", {
          params: { query: queryFor(parameters, body) },
          body,
          ...(sent ? { bodySerializer: () => opportunityForm(body, sent) } : {}),
        }),
      );
      if (!data?.id)
        throw new ResponseShapeError("Lever answered the create with success, but without the opportunity");
      const made = madeFrom(data, body, sentWith(fetched), parameters);
      return body.contact === undefined ? { ...made, person: deduped ? "known" : "new" } : made;
    },
    async find(sent) {
      const { identity = await identityOf(body, salt), createdAt = body.createdAt } = sent ?? {};
      const sought = { ...body, createdAt, identity, salt, known: delivery.known, isParsed: parameters.parse };
      const found = await findOpportunity(client, sought);
      return found && madeFrom(found, body, sent ?? sentWith(await resume()), parameters);
    },
    appearsWithinMs,
  });
}

const noPosting = "performAsPostingOwner had no effect: the opportunity has no posting";

/** What a create says of the resume, as its attempt had it in hand. */
interface SentWith {
  isResume: boolean;
  /** Whether it is to be attached afterwards, as a plain file. */
  isFileOpen: boolean;
  /** Whether that is as it could not be downloaded just then. */
  isResumeLate?: boolean;
  /** That it will not come any more. */
  warnings: string[];
}

function sentWith({ file, isResume, fault }: FetchedResume): SentWith {
  if (!fault) return { isResume, isFileOpen: file !== undefined && !isResume, warnings: [] };
  const { mayPass, message } = fault;
  return {
    isResume,
    isFileOpen: mayPass,
    ...(mayPass ? { isResumeLate: true } : {}),
    warnings: mayPass ? [] : [message],
  };
}

function stepName({ postings }: OpportunityBody): string {
  const [posting] = postings ?? [];
  return posting === undefined ? "opportunity" : `opportunity of posting ${posting}`;
}

function madeFrom(
  { id, urls, contact, phones }: LeverOpportunity,
  body: OpportunityBody,
  { isResume, isFileOpen, isResumeLate, warnings }: SentWith,
  { performAsPostingOwner }: CheckedOpportunitiesParameters,
): MadeOpportunity {
  const person = typeof contact === "string" ? contact : contact?.id;
  return {
    id,
    ...(urls?.show ? { url: urls.show } : {}),
    ...(person ? { contact: person } : {}),
    hasPhones: !isResume || Boolean(phones?.length),
    isFileOpen,
    ...(isResumeLate ? { isResumeLate } : {}),
    warnings: [...warnings, ...(performAsPostingOwner && !body.postings?.length ? [noPosting] : [])],
  };
}

function queryFor({ performAs, parse, performAsPostingOwner }: CheckedOpportunitiesParameters, body: OpportunityBody) {
  const isOwnedByPosting = performAsPostingOwner && body.postings?.length === 1;
  return { perform_as: performAs, parse, perform_as_posting_owner: isOwnedByPosting };
}
