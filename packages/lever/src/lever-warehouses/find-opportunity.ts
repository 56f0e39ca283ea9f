import { ApiCallError, paginate, type WasSent } from "@hrflow-connectors/core/connector";
import { trimmed } from "@hrflow-connectors/core/formats";
import type { LeverOpportunity } from "../lever-types";
import type { OpportunityContext } from "./opportunity-parameters";
import { pageOf } from "./responses";

/** What the create of an opportunity sent, without personal data. */
export interface SentOpportunity {
  /** Epoch milliseconds. */
  createdAt: number;
  posting?: string;
  hasContact: boolean;
  hasEmail: boolean;
  hasName: boolean;
  /** Whether Lever fills in from the resume what was not sent. */
  isParsed: boolean;
}

/**
 * Returns the opportunities that a create may have left behind: those with its exact `createdAt` and posting, of the same person.
 *
 * @see https://hire.lever.co/developer/documentation#list-all-opportunities
 */
export async function findOpportunities(
  { api }: Pick<OpportunityContext, "api">,
  sent: SentOpportunity,
  wasSent: WasSent,
): Promise<LeverOpportunity[]> {
  const { createdAt, posting } = sent;
  try {
    // By default Lever hides confidential opportunities, as those of a confidential posting are.
    return await matchesAmong("all");
  } catch (error) {
    if (!ApiCallError.isInstance(error) || error.status !== 403) throw error;
    const found = await matchesAmong("non-confidential");
    if (found.length === 0 && !(await isShown())) throw error;
    return found;
  }

  async function matchesAmong(confidentiality: "all" | "non-confidential"): Promise<LeverOpportunity[]> {
    const query = {
      ...{ created_at_start: createdAt, created_at_end: createdAt, confidentiality, limit: 100 },
      ...(posting === undefined ? {} : { posting_id: [posting] }),
    };
    const found: LeverOpportunity[] = [];
    // All pages: an import may have created many opportunities at the same moment.
    const all = paginate((offset) => api.GET("/opportunities", { params: { query: { ...query, offset } } }), pageOf);
    for await (const opportunity of all) if (await isSamePerson(opportunity, sent, wasSent)) found.push(opportunity);
    return found;
  }

  /** Whether a credential without access to confidential records sees the opportunity: it is as confidential as its posting. */
  async function isShown(): Promise<boolean> {
    if (posting === undefined) return true;
    const { data } = await api.GET("/postings/{posting}", { params: { path: { posting } } });
    return data.confidentiality === "non-confidential";
  }
}

async function isSamePerson(found: LeverOpportunity, sent: SentOpportunity, wasSent: WasSent): Promise<boolean> {
  const contact = contactId(found);
  if (sent.hasContact && contact !== undefined) return wasSent("contact", contact);
  const emails = found.emails ?? [];
  // Not by the name, too: of a person that it knows, Lever shows the stored name.
  if (sent.hasEmail) return (await Promise.all(emails.map((email) => wasSent("emails", email)))).some(Boolean);
  const isSameName = sent.hasName ? await wasSent("name", found.name) : trimmed(found.name) === undefined;
  if (sent.isParsed) return isSameName || !sent.hasName;
  return isSameName && emails.length === 0;
}

/** The id of the contact, which Lever expands in some responses. */
export function contactId({ contact }: LeverOpportunity): string | undefined {
  return (typeof contact === "string" ? contact : contact?.id) || undefined;
}
