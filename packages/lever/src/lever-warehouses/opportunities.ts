import { defineWarehouse, type ReceiptDraft } from "@hrflow-connectors/core/connector";
import { leverConnection } from "../lever-connection";
import { addResumeFile, type FetchedResume, fetchResume } from "./attach-resume";
import { correctPhones } from "./correct-phones";
import { type CreatedOpportunity, createOpportunity, type LeverOpportunityItem } from "./create-opportunity";
import { type OpportunityContext, opportunityParameters } from "./opportunity-parameters";

const documentation = "https://hire.lever.co/developer/documentation";

/**
 * Lever's opportunities, written one per posting, as the API accepts one posting at most.
 *
 * @see https://hire.lever.co/developer/documentation#create-an-opportunity
 */
export const leverOpportunities = defineWarehouse({
  name: "Lever opportunities",
  dataType: "profile",
  connection: leverConnection,
  write: {
    parameters: opportunityParameters,
    endpoints: [
      {
        endpoint: "POST /opportunities",
        url: `${documentation}#create-an-opportunity`,
        permission: "opportunities:write:admin",
      },
      {
        endpoint: "POST /opportunities/{opportunity}/files",
        url: `${documentation}#upload-a-single-file`,
        permission: "files:write:admin",
      },
      {
        endpoint: "GET /opportunities",
        url: `${documentation}#list-all-opportunities`,
        permission: "opportunities:read:admin",
      },
      {
        endpoint: "GET /opportunities/{opportunity}/files",
        url: `${documentation}#list-all-files`,
        permission: "files:read:admin",
      },
      { endpoint: "GET /contacts/{contact}", url: `${documentation}#contacts`, permission: "contact:write:admin" },
      { endpoint: "PUT /contacts/{contact}", url: `${documentation}#contacts`, permission: "contact:write:admin" },
    ],
    concurrency: 8,
    write: writeItem,
  },
});

/** Creates one opportunity per posting. After the first, they name the contact that Lever created or found for it. */
async function writeItem(
  { resume, postings = [], warnings = [], ...person }: LeverOpportunityItem,
  context: OpportunityContext,
): Promise<ReceiptDraft[]> {
  const { part, warn, startedAt, parameters } = context;
  for (const warning of warnings) warn(warning);
  let fetching: Promise<FetchedResume> | undefined;
  const fetched = () => {
    fetching ??= fetchResume(resume, context);
    return fetching;
  };
  const base = { ...person, createdAt: person.createdAt ?? startedAt };
  const created: CreatedOpportunity[] = [];
  let { contact } = person;

  for (const posting of postings.length > 0 ? new Set(postings) : [undefined]) {
    const body = { ...base, ...(posting ? { postings: [posting] } : {}), ...(contact ? { contact } : {}) };
    await part(posting ? `posting ${posting}` : "opportunity", async () => {
      const opportunity = await createOpportunity(context, body, fetched);
      created.push(opportunity);
      contact ??= opportunity.contact;
      for (const warning of opportunity.warnings) warn(warning, opportunity.id);
      if (opportunity.resume === "file" || opportunity.resume === "late") {
        await addResumeFile(context, opportunity, fetched);
      } else if (body.phones?.length && !opportunity.hasPhones) {
        await correctPhones(context, body.phones, opportunity);
      }
    });
  }
  for (const { id, contact, isKnownPerson } of created) {
    // Not if another opportunity of this push created the person.
    const isOurs = created.some((other) => other.isKnownPerson === false && other.contact === contact);
    if (isKnownPerson && !isOurs)
      warn("Lever already knew the person: the values of its contact win over those sent", id);
    if (parameters.performAsPostingOwner && postings.length === 0)
      warn("performAsPostingOwner had no effect: the opportunity has no posting", id);
  }
  return created.map(({ id, url }) => ({ id, ...(url ? { url } : {}) }));
}
