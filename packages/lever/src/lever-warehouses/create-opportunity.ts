import { type FileReference, multipart, ResponseShapeError } from "@hrflow-connectors/core/connector";
import { trimmed } from "@hrflow-connectors/core/formats";
import type { LeverOpportunity, LeverOpportunityCreate } from "../lever-types";
import { type FetchedResume, type ResumePlan, visibleAfterMs } from "./attach-resume";
import { contactId, findOpportunities, type SentOpportunity } from "./find-opportunity";
import type { OpportunityContext } from "./opportunity-parameters";

/**
 * What `lever.pushProfile` writes, and what its `logics` see: the JSON body that creates an opportunity, where `postings` may hold
 * several ids (one opportunity is created for each), the resume to download and send, and the text of a note.
 */
export interface LeverOpportunityItem extends LeverOpportunityCreate {
  /** Its `text` becomes a note if the file cannot be delivered. */
  resume?: FileReference & { text?: string };
  note?: string;
  /** What the item lacks already; added to the receipt. */
  warnings?: string[];
}

/** The body of one create: with one posting or none. */
export type OpportunityBody = Omit<LeverOpportunityItem, "resume" | "note" | "warnings"> & { createdAt: number };

/** What is stored of an opportunity: ids, and which parts remain. */
export interface CreatedOpportunity extends ResumePlan {
  id: string;
  url?: string;
  /** The posting that it is for. */
  posting?: string;
  /** Id of the person's contact. */
  contact?: string;
  /** Whether Lever knew the person before. Absent if the create named a contact, or if its response was lost. */
  isKnownPerson?: boolean;
  /** Whether Lever shows a phone number, or has certainly understood those that were sent. */
  hasPhones: boolean;
}

interface Created {
  opportunity: LeverOpportunity;
  isKnownPerson?: boolean;
}

/** The step of the opportunity for a posting, or of the one without. */
export const stepName = (posting?: string) =>
  posting === undefined ? "opportunity" : `opportunity of posting ${posting}`;

/** Creates one opportunity, for one posting or none, unless the step has created it before. */
export function createOpportunity(
  name: string,
  { api, parameters, step }: OpportunityContext,
  body: OpportunityBody,
  resume: () => Promise<FetchedResume>,
): Promise<CreatedOpportunity> {
  const { performAs, parse, performAsPostingOwner } = parameters;
  const { emails, contact, postings: [posting] = [] } = body;
  const query = {
    perform_as: performAs,
    parse,
    perform_as_posting_owner: performAsPostingOwner && posting !== undefined,
  };
  return step(name, {
    identity: { name: body.name, emails, contact },
    isMarked: true,
    // A mark has a thousand values: by it and the name alone, somebody else's opportunity may match, created by way of another store.
    looksBefore: ({ hasEmail, hasContact }) => !hasEmail && !hasContact,
    sent: async (): Promise<SentOpportunity & ResumePlan> => ({
      createdAt: markedTime(body.createdAt),
      hasContact: Boolean(contact),
      hasEmail: Boolean(emails?.some(trimmed)),
      hasName: trimmed(body.name) !== undefined,
      ...(posting === undefined ? {} : { posting }),
      isParsed: parse,
      ...(await resume()).plan,
    }),
    async create({ createdAt }): Promise<Created> {
      const { file, plan } = await resume();
      const marked = { ...body, createdAt };
      const init = file && plan.resume === "sent" ? multipart({ ...marked, resumeFile: file }) : { body: marked };
      const { data, deduped } = await api.POST("/opportunities", { params: { query }, ...init });
      if (!data?.id) throw new ResponseShapeError("Lever responded with success, but without the opportunity");
      return { opportunity: data, ...(contact === undefined ? { isKnownPerson: deduped === true } : {}) };
    },
    keep: ({ opportunity, isKnownPerson }, { posting, resume, warnings }): CreatedOpportunity => {
      const { id, urls, phones } = opportunity;
      const contact = contactId(opportunity);
      return {
        id,
        ...(urls?.show ? { url: urls.show } : {}),
        ...(posting === undefined ? {} : { posting }),
        ...(contact === undefined ? {} : { contact }),
        ...(isKnownPerson === undefined ? {} : { isKnownPerson }),
        hasPhones: resume !== "sent" || Boolean(phones?.length),
        resume,
        warnings,
      };
    },
    find: async (wasSent, sent) => {
      const found = await findOpportunities({ api }, sent, wasSent);
      return found.map((opportunity) => ({ opportunity }));
    },
    visibleAfterMs,
  });
}

/**
 * The same second with milliseconds of its own, by which the opportunity is recognized: profiles of one import often have one
 * `createdAt`. Lever wants a time in the past.
 */
function markedTime(createdAt: number): number {
  const second = Math.floor(Math.min(createdAt, Date.now() - 1_000) / 1_000) * 1_000;
  return second + Math.floor(Math.random() * 1_000);
}
