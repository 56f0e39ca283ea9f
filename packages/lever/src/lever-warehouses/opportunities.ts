import {
  type Delivery,
  defineWarehouse,
  describeError,
  type Http,
  PartialWriteError,
  type ReceiptDraft,
} from "@hrflow-connectors/core";
import type { LeverOpportunityItem } from "../formats/lever-items";
import type { LeverClient } from "../lever-client";
import { completeOpportunity } from "./complete-opportunity";
import { createOpportunity, type MadeOpportunity } from "./create-opportunity";
import { type FetchedResume, fetchResume } from "./fetch-resume";
import { connect } from "./lever-credential";
import { leverRateLimit } from "./lever-rate-limit";
import { type CheckedOpportunitiesParameters, opportunityParameters } from "./opportunity-parameters";

const documentation = "https://hire.lever.co/developer/documentation";

/**
 * Lever's opportunities, written one per posting, as the API takes one posting at most.
 *
 * @see https://hire.lever.co/developer/documentation#create-an-opportunity
 */
export const leverOpportunities = defineWarehouse({
  specificationVersion: "v1",
  name: "Lever opportunities",
  dataType: "profile",
  write: {
    parameters: opportunityParameters,
    endpoints: [
      {
        method: "POST",
        path: "/opportunities",
        url: `${documentation}#create-an-opportunity`,
        permission: "opportunities:write:admin",
      },
      {
        method: "POST",
        path: "/opportunities/{opportunity}/files",
        url: `${documentation}#upload-a-single-file`,
        permission: "files:write:admin",
      },
      {
        method: "GET",
        path: "/opportunities",
        url: `${documentation}#list-all-opportunities`,
        permission: "opportunities:read:admin",
      },
      {
        method: "GET",
        path: "/opportunities/{opportunity}/files",
        url: `${documentation}#list-all-files`,
        permission: "files:read:admin",
      },
      {
        method: "GET",
        path: "/contacts/{contact}",
        url: `${documentation}#contacts`,
        permission: "contact:write:admin",
      },
      {
        method: "PUT",
        path: "/contacts/{contact}",
        url: `${documentation}#contacts`,
        permission: "contact:write:admin",
      },
    ],
    rateLimits: [leverRateLimit],
    concurrency: 8,
    // A user belongs to one account, whichever credential acts for it.
    delivery: { account: ({ clientDomain, performAs }) => `${clientDomain}/${performAs}` },
    async open(parameters, context) {
      const client = await connect(parameters, context);
      return {
        write: (item: LeverOpportunityItem, delivery: Delivery) =>
          writeItem(client, parameters, context.http, item, delivery),
      };
    },
  },
});

/** One opportunity per posting; from the second on they name the person that the first one made or found. */
async function writeItem(
  client: LeverClient,
  parameters: CheckedOpportunitiesParameters,
  http: Http,
  { resume, postings = [], ...person }: LeverOpportunityItem,
  delivery: Delivery,
): Promise<ReceiptDraft[]> {
  let fetching: Promise<FetchedResume> | undefined;
  const fetched = () => {
    fetching ??= fetchResume(resume, http);
    return fetching;
  };
  const base = { ...person, createdAt: person.createdAt ?? delivery.startedAt };
  const done: { made: MadeOpportunity; warnings: string[] }[] = [];
  const faults: { posting: string; error: unknown }[] = [];
  let contact = person.contact;

  for (const posting of postings.length > 0 ? postings : [undefined]) {
    const body = { ...base, ...(posting ? { postings: [posting] } : {}), ...(contact ? { contact } : {}) };
    try {
      const made = await createOpportunity(client, parameters, body, fetched, delivery);
      const warnings = await completeOpportunity(client, parameters.performAs, body, made, fetched, delivery);
      done.push({ made, warnings });
      contact ??= made.contact;
    } catch (error) {
      if (posting === undefined) throw error;
      faults.push({ posting, error });
      // Lever refuses the credential: the other postings would be refused as well.
      if (describeError(error).code === "authentication_failed") break;
    }
  }
  // A person whom the same push made for another posting is no news.
  const isNews = ({ person, contact }: MadeOpportunity) =>
    person === "known" && !done.some(({ made }) => made.person === "new" && made.contact === contact);
  const receipts = done.map(({ made, warnings }) =>
    receiptOf(made, isNews(made) ? [knownPerson, ...warnings] : warnings),
  );
  const [first] = faults;
  if (!first) return receipts;
  if (postings.length === 1) throw first.error;
  const said = faults.map(({ posting, error }) => `posting ${posting}: ${describeError(error).message}`);
  const failed = postings.length - receipts.length;
  throw new PartialWriteError(`${failed} of ${postings.length} postings failed; ${said.join("; ")}`, {
    receipts,
    cause: first.error,
  });
}

const knownPerson = "Lever knew the person already: what its contact holds wins over what was sent";

function receiptOf({ id, url, warnings }: MadeOpportunity, more: string[]): ReceiptDraft {
  const all = [...warnings, ...more];
  return { id, ...(url ? { url } : {}), ...(all.length > 0 ? { warnings: all } : {}) };
}
