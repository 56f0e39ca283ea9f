import {
  defineWarehouse,
  describeError,
  type Http,
  PartialWriteError,
  type ReceiptDraft,
} from "@hrflow-connectors/core";
import type { LeverOpportunityItem } from "../formats/lever-items";
import type { LeverClient } from "../lever-client";
import { createOpportunity } from "./create-opportunity";
import { fetchResume } from "./fetch-resume";
import { connect } from "./lever-credential";
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
    concurrency: 8,
    async open(parameters, context) {
      const client = await connect(parameters, context);
      return { write: (item: LeverOpportunityItem) => writeItem(client, parameters, context.http, item) };
    },
  },
});

/** One opportunity per posting; from the second on they name the person that the first one made or found. */
async function writeItem(
  client: LeverClient,
  parameters: CheckedOpportunitiesParameters,
  http: Http,
  { resume, postings = [], ...person }: LeverOpportunityItem,
): Promise<ReceiptDraft[]> {
  const fetched = await fetchResume(resume, http);
  const base = { ...person, createdAt: person.createdAt ?? Date.now() };
  const receipts: ReceiptDraft[] = [];
  const faults: { posting: string; error: unknown }[] = [];
  let contact = person.contact;

  for (const posting of postings.length > 0 ? postings : [undefined]) {
    const body = { ...base, ...(posting ? { postings: [posting] } : {}), ...(contact ? { contact } : {}) };
    try {
      const created = await createOpportunity(client, parameters, body, fetched);
      receipts.push(created.receipt);
      contact ??= created.contact;
    } catch (error) {
      if (posting === undefined) throw error;
      faults.push({ posting, error });
      // Lever refuses the credential: the other postings would be refused as well.
      if (describeError(error).code === "authentication_failed") break;
    }
  }
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
