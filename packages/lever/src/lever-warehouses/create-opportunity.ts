import { type Delivery, ResponseShapeError } from "@hrflow-connectors/core";
import type { LeverOpportunityItem } from "../formats/lever-items";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverOpportunity } from "../lever-types";
import { appearsWithinMs } from "./appears-within";
import type { FetchedResume } from "./fetch-resume";
import { findOpportunity } from "./find-opportunity";
import { opportunityForm } from "./opportunity-form";
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
  let isSentHere = false;
  return delivery.step(stepName(body), {
    async make() {
      const fetched = await resume();
      isSentHere = true;
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
      const warnings = [
        ...lostResume(fetched),
        ...(parameters.performAsPostingOwner && !body.postings?.length ? [noPosting] : []),
      ];
      const made = madeFrom(data, fetched, warnings);
      return body.contact === undefined ? { ...made, person: deduped ? "known" : "new" } : made;
    },
    async find() {
      const found = await findOpportunity(client, body, { known: delivery.known, isParsed: parameters.parse });
      if (!found) return null;
      const fetched = await resume();
      // Whether it went along then cannot be told without it.
      if (!isSentHere && fetched.fault?.mayPass) throw fetched.fault.error;
      return madeFrom(found, fetched, isSentHere ? lostResume(fetched) : []);
    },
    appearsWithinMs,
  });
}

const noPosting = "performAsPostingOwner had no effect: the opportunity has no posting";

/** The warning of a resume that will not come any more. */
function lostResume({ fault }: FetchedResume): string[] {
  return fault && !fault.mayPass ? [fault.message] : [];
}

function stepName({ postings }: OpportunityBody): string {
  const [posting] = postings ?? [];
  return posting === undefined ? "opportunity" : `opportunity of posting ${posting}`;
}

function madeFrom(
  opportunity: LeverOpportunity,
  { file, isResume, fault }: FetchedResume,
  warnings: string[],
): MadeOpportunity {
  const { id, urls, contact, phones } = opportunity;
  const person = typeof contact === "string" ? contact : contact?.id;
  return {
    id,
    ...(urls?.show ? { url: urls.show } : {}),
    ...(person ? { contact: person } : {}),
    hasPhones: !isResume || Boolean(phones?.length),
    isFileOpen: fault ? fault.mayPass : file !== undefined && !isResume,
    ...(fault?.mayPass ? { isResumeLate: true } : {}),
    warnings,
  };
}

function queryFor({ performAs, parse, performAsPostingOwner }: CheckedOpportunitiesParameters, body: OpportunityBody) {
  const isOwnedByPosting = performAsPostingOwner && body.postings?.length === 1;
  return { perform_as: performAs, parse, perform_as_posting_owner: isOwnedByPosting };
}
