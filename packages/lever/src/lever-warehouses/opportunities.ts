import { ConnectorError, defineWarehouse, type ReceiptDraft } from "@hrflow-connectors/core/connector";
import { listOf } from "@hrflow-connectors/core/formats";
import { confidentialAdvice, leverConnection } from "../lever-connection";
import { addNote } from "./add-note";
import { addResumeFile, type FetchedResume, fetchResume, resumeTypes } from "./attach-resume";
import { correctPhones } from "./correct-phones";
import { type CreatedOpportunity, createOpportunity, type LeverOpportunityItem, stepName } from "./create-opportunity";
import { changedAt, deletedOpportunities } from "./list-opportunities";
import { isFiltered, opportunityListParameters } from "./opportunity-filters";
import { type OpportunityContext, opportunityParameters } from "./opportunity-parameters";
import { readOpportunities } from "./read-opportunities";
import { probeResumes, readResume, resumeEndpoints } from "./read-opportunity";
import { overlapMs } from "./time-windows";

const documentation = "https://hire.lever.co/developer/documentation";

/**
 * Lever's opportunities. They are read with their resumes, and written one per posting, as the API accepts one posting at most.
 *
 * @see https://hire.lever.co/developer/documentation#opportunities
 */
export const leverOpportunities = defineWarehouse({
  name: "Lever opportunities",
  dataType: "profile",
  connection: leverConnection,
  read: {
    parameters: opportunityListParameters,
    endpoints: [
      {
        endpoint: "GET /opportunities",
        url: `${documentation}#list-all-opportunities`,
        permission: "opportunities:read:admin",
      },
      {
        endpoint: "GET /opportunities/deleted",
        url: `${documentation}#list-deleted-opportunities`,
        permission: "opportunities:read:admin",
      },
      ...resumeEndpoints,
    ],
    async check({ api, parameters: { confidentiality, resumes }, probe }) {
      const list = () => api.GET("/opportunities", { params: { query: { limit: 1, confidentiality } } });
      const found = await probe(
        "the list of opportunities",
        list,
        `grant opportunities:read:admin${confidentialAdvice(confidentiality)}`,
      );
      const [first] = listOf(found?.data);
      if (first && resumes) await probeResumes(first.id, { api, probe });
    },
    read: readOpportunities,
    isFiltered,
    deleted: deletedOpportunities,
    cursor: changedAt,
    overlapMs,
    file: readResume,
  },
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
      // To tell whether a credential without access to confidential records sees what it created.
      {
        endpoint: "GET /postings/{posting}",
        url: `${documentation}#retrieve-a-single-posting`,
        permission: "postings:read:admin",
      },
      {
        endpoint: "GET /opportunities/{opportunity}/files",
        url: `${documentation}#list-all-files`,
        permission: "files:read:admin",
      },
      {
        endpoint: "POST /opportunities/{opportunity}/notes",
        url: `${documentation}#create-a-note`,
        permission: "notes:write:admin",
      },
      {
        endpoint: "GET /opportunities/{opportunity}/notes",
        url: `${documentation}#list-all-notes`,
        permission: "notes:read:admin",
      },
      { endpoint: "GET /contacts/{contact}", url: `${documentation}#contacts`, permission: "contact:write:admin" },
      { endpoint: "PUT /contacts/{contact}", url: `${documentation}#contacts`, permission: "contact:write:admin" },
    ],
    concurrency: 8,
    async check({ api, parameters: { performAs }, probe }) {
      const query = { limit: 1, confidentiality: "all" as const };
      const list = () => api.GET("/opportunities", { params: { query } });
      await probe("the list of opportunities", list, "grant opportunities:write:admin and confidential:access:admin");
      const user = () => api.GET("/users/{user}", { params: { path: { user: performAs } } });
      await probe(`the user ${performAs}`, user, "give performAs the id of an active user; grant users:read:admin");
    },
    files: { types: resumeTypes },
    write: writeItem,
  },
});

const later = { code: "unsure", retryable: true } as const;

/** Creates one opportunity per posting. After the first, they name the contact that Lever created or found for it. */
async function writeItem(
  { resume, note, postings = [], warnings = [], ...person }: LeverOpportunityItem,
  context: OpportunityContext,
): Promise<ReceiptDraft[]> {
  const { part, warn, startedAt, parameters, begun } = context;
  for (const warning of warnings) warn(warning);
  let fetching: Promise<FetchedResume> | undefined;
  const fetched = () => {
    fetching ??= fetchResume(resume, context);
    return fetching;
  };
  const base = { ...person, createdAt: person.createdAt ?? startedAt };
  const steps = opportunitySteps(postings, begun);
  const byStep = new Map<string, CreatedOpportunity>();
  let { contact } = person;

  for (const [name, posting] of firstBegun(steps, begun)) {
    const body = { ...base, ...(posting ? { postings: [posting] } : {}), ...(contact ? { contact } : {}) };
    await part(posting ? `posting ${posting}` : "opportunity", async () => {
      // Without an e-mail address, a contact that Lever may have created already would get a second one beside it.
      if (!contact && !person.emails?.length && steps.some(([other]) => other !== name && context.isUnknown(other)))
        throw new ConnectorError("not created before it is known whether an earlier opportunity exists", later);
      const opportunity = await createOpportunity(name, context, body, fetched);
      byStep.set(name, opportunity);
      if (posting && opportunity.posting === undefined)
        warn(`posting ${posting} is not on the opportunity: an earlier run created it without one`, opportunity.id);
      contact ??= opportunity.contact;
      for (const warning of opportunity.warnings) warn(warning, opportunity.id);
      let hasResume = opportunity.resume === "sent";
      if (opportunity.resume === "file" || opportunity.resume === "late") {
        hasResume = await addResumeFile(context, opportunity, fetched);
      } else if (body.phones?.length && !opportunity.hasPhones) {
        await correctPhones(context, body.phones, opportunity);
      }
      const notes = new Set([note, hasResume ? undefined : resume?.text]);
      for (const text of notes) if (text) await addNote(context, name, opportunity.id, text);
    });
  }
  const created = steps.flatMap(([name]) => byStep.get(name) ?? []);
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

/**
 * The steps of the postings that an item names, or of one opportunity without a posting. What earlier runs began is finished under its
 * name, although the item has got or lost a posting since: another opportunity would be the same application twice.
 */
function opportunitySteps(postings: readonly string[], begun: readonly string[]): [string, string | undefined][] {
  const [first, ...others] = new Set(postings);
  if (first === undefined) {
    const known = begun.filter((name) => name.startsWith(stepName("")));
    return known.length > 0 ? known.map((name) => [name, name.slice(stepName("").length)]) : [[stepName(), undefined]];
  }
  const nameOfFirst = begun.includes(stepName()) ? stepName() : stepName(first);
  return [[nameOfFirst, first], ...others.map((posting): [string, string] => [stepName(posting), posting])];
}

/**
 * First what earlier runs did: it tells the contact, without which Lever would take somebody without an e-mail address for another
 * person.
 */
function firstBegun<Rest>(steps: [string, Rest][], begun: readonly string[]): [string, Rest][] {
  const placeOf = ([name]: [string, Rest]) => (begun.includes(name) ? begun.indexOf(name) : begun.length);
  return [...steps].sort((one, other) => placeOf(one) - placeOf(other));
}
