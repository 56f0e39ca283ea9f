import { describeError, type ReceiptDraft, ResponseShapeError } from "@hrflow-connectors/core";
import type { LeverOpportunityItem } from "../formats/lever-items";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverContact, LeverOpportunity } from "../lever-types";
import type { FetchedResume } from "./fetch-resume";
import { opportunityForm } from "./opportunity-form";
import type { CheckedOpportunitiesParameters } from "./opportunity-parameters";

type Body = Omit<LeverOpportunityItem, "resume">;

/** One opportunity in Lever. */
export interface CreatedOpportunity {
  receipt: ReceiptDraft;
  /** The person it belongs to. */
  contact: string | undefined;
}

/** Creates one opportunity, for one posting or none. What follows the create can only add warnings to its receipt. */
export async function createOpportunity(
  client: LeverClient,
  parameters: CheckedOpportunitiesParameters,
  body: Body,
  resume: FetchedResume,
): Promise<CreatedOpportunity> {
  const sent = resume.isResume ? resume.file : undefined;
  const { data, deduped } = await unwrap(
    client.POST("/opportunities", {
      params: { query: queryFor(parameters, body) },
      body,
      ...(sent ? { bodySerializer: () => opportunityForm(body, sent) } : {}),
    }),
  );
  if (!data?.id) throw new ResponseShapeError("Lever answered the create with success, but without the opportunity");
  const warnings = [
    ...resume.warnings,
    ...(deduped && body.contact === undefined ? [knownContact] : []),
    ...(parameters.performAsPostingOwner && !body.postings?.length ? [noPosting] : []),
    ...(sent ? await correctPhones(client, body, data) : await attachFile(client, parameters, data.id, resume.file)),
  ];
  const url = data.urls?.show;
  const receipt = { id: data.id, ...(url ? { url } : {}), ...(warnings.length > 0 ? { warnings } : {}) };
  return { receipt, contact: contactOf(data) };
}

const knownContact = "Lever knew the person already: what its contact holds wins over what was sent";
const noPosting = "performAsPostingOwner had no effect: the opportunity has no posting";

function queryFor({ performAs, parse, performAsPostingOwner }: CheckedOpportunitiesParameters, { postings }: Body) {
  const isOwnedByPosting = performAsPostingOwner && postings?.length === 1;
  return { perform_as: performAs, parse, perform_as_posting_owner: isOwnedByPosting };
}

/** How phones are spelt in multipart is doubtful: when the answer shows none, the contact is corrected. */
async function correctPhones(client: LeverClient, body: Body, created: LeverOpportunity): Promise<string[]> {
  const contact = contactOf(created);
  if (!body.phones?.length || created.phones?.length) return [];
  try {
    if (contact === undefined) throw new Error("the answer names no contact");
    const path = { contact };
    const stored = (await unwrap(client.GET("/contacts/{contact}", { params: { path } }))).data;
    if (stored.phones?.length) return [];
    await unwrap(client.PUT("/contacts/{contact}", { params: { path }, body: withPhones(stored, body.phones) }));
    return [];
  } catch (error) {
    return [`Lever did not take the phone number: ${describeError(error).message}`];
  }
}

/** Everything that the contact holds is sent again: whether Lever keeps what is left out is not known. */
function withPhones(stored: LeverContact, phones: NonNullable<Body["phones"]>) {
  return {
    ...(stored.name ? { name: stored.name } : {}),
    ...(stored.headline ? { headline: stored.headline } : {}),
    ...(stored.location?.name ? { location: stored.location.name } : {}),
    ...(stored.emails?.length ? { emails: stored.emails } : {}),
    phones,
  };
}

/** A file that Lever does not take as a resume goes as a plain file, after the create. */
async function attachFile(
  client: LeverClient,
  { performAs }: CheckedOpportunitiesParameters,
  opportunity: string,
  file: File | undefined,
): Promise<string[]> {
  if (!file) return [];
  const form = new FormData();
  form.append("file", file, file.name);
  try {
    await unwrap(
      client.POST("/opportunities/{opportunity}/files", {
        params: { path: { opportunity }, query: { perform_as: performAs } },
        body: { file: file.name },
        bodySerializer: () => form,
      }),
    );
    return [];
  } catch (error) {
    return [
      `the resume is of a type that Lever does not parse, and was not taken as a file: ${describeError(error).message}`,
    ];
  }
}

function contactOf({ contact }: LeverOpportunity): string | undefined {
  return typeof contact === "string" ? contact : contact?.id;
}
